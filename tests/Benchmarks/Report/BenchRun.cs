// Runs all measurements, prints a table, and keeps the last run in latest.json and every run as a line of history.jsonl.

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Benchmarks.Steps;
using Hvae;

namespace Benchmarks.Report;

internal static class BenchRun
{
    private static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    /// <summary>Runs all measurements; returns the exit code.</summary>
    /// <param name="folder">Folder of latest.json and history.jsonl.</param>
    public static int Run(string folder)
    {
        Directory.CreateDirectory(folder);
        var withPyTorch = StepProcess.HasPyTorch();
        if (!withPyTorch) Console.WriteLine("PyTorch is not installed and left out. To install it: sudo apt-get install python3-torch");
        var result = Measure(withPyTorch, folder);
        Print(result);
        File.WriteAllText(Path.Combine(folder, BenchComparison.FileName), result.ToJsonString(Indented) + "\n");
        File.AppendAllText(Path.Combine(folder, "history.jsonl"), result.ToJsonString(Line) + "\n");
        return 0;
    }

    private static JsonObject Measure(bool withPyTorch, string folder)
    {
        JsonObject PerModel(Func<BenchModel, double?> value) =>
            new(BenchModel.All.Select(model => KeyValuePair.Create(
                model.Name, (JsonNode?)(value(model) is { } number ? JsonValue.Create(Math.Round(number, 4)) : null))));

        var steps = BenchModel.All.ToDictionary(model => model, model => StepComparison.Of(model, withPyTorch));
        var batches = BenchModel.All.ToDictionary(model => model, Surroundings.BatchMilliseconds);
        var count = Environment.ProcessorCount;
        var workers = Workers.Of(BenchModel.All[0], count);
        var svm = SvmComparison.Speedup();
        return new JsonObject
        {
            ["time"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["machine"] = new JsonObject(TensorLibrary.Facts().Append(new("cores", $"{count}"))
                .Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)fact.Value))),
            ["step_ms"] = PerModel(model => steps[model].Ours),
            ["plain_step_ms"] = PerModel(model => steps[model].Plain),
            ["pytorch_step_ms"] = PerModel(model => steps[model].PyTorch),
            ["ratio_plain"] = PerModel(model => steps[model].RatioPlain.Value),
            ["ratio_pytorch"] = PerModel(model => steps[model].RatioPyTorch?.Value),
            ["bf16_ratio"] = PerModel(model => steps[model].RatioBf16.Value),
            ["fma_peak_share"] = PerModel(model => steps[model].PeakShare),
            ["input_share"] = PerModel(model => batches[model] / steps[model].Ours),
            ["evaluation_s"] = PerModel(model => Surroundings.EvaluationSeconds(model)),
            ["svm_speedup"] = svm is null ? null : Math.Round(svm.Value, 2),
            ["workers"] = count,
            ["workers_speedup"] = Math.Round(workers.Speedup, 3),
            ["workers_speedup_cpu"] = Math.Round(workers.SpeedupOfProcessors.Value, 3),
            ["worker_peak_mb"] = PerModel(model => steps[model].PeakMemory),
            [BenchComparison.Errors] = new JsonObject
            {
                ["ratio_plain"] = PerModel(model => steps[model].RatioPlain.Error),
                ["ratio_pytorch"] = PerModel(model => steps[model].RatioPyTorch?.Error),
                ["bf16_ratio"] = PerModel(model => steps[model].RatioBf16.Error),
                ["svm_speedup"] = svm is null ? null : Math.Round(svm.Error, 4),
                ["workers_speedup_cpu"] = Math.Round(workers.SpeedupOfProcessors.Error, 4),
            },
        };
    }

    private static void Print(JsonObject result)
    {
        Console.WriteLine();
        Row("", [.. BenchModel.All.Select(model => model.Name)]);
        PerModel("our step, ms (processor time)", "step_ms", "F1");
        PerModel("stock PyTorch's step, ms", "pytorch_step_ms", "F1");
        PerModel("plain TorchSharp's step, ms", "plain_step_ms", "F1");
        PerModel("ours / plain TorchSharp's", "ratio_plain", "F3");
        PerModel("ours / stock PyTorch's", "ratio_pytorch", "F3");
        PerModel("ours in bf16 / in float32", "bf16_ratio", "F3");
        PerModel("share of the FMA peak", "fma_peak_share", "P0");
        PerModel("reading a batch, share of the step", "input_share", "P1");
        PerModel("evaluating 10,000 images, s", "evaluation_s", "F2");
        PerModel("memory of a worker, MB", "worker_peak_mb", "F0");
        Row("libsvm's time / ours", [$"{result["svm_speedup"]}"]);
        Row($"{result["workers"]} workers' speed-up", [$"{result["workers_speedup"]}"]);
        Row("the same by processor time", [$"{result["workers_speedup_cpu"]}"]);

        void PerModel(string label, string key, string format) =>
            Row(label, [.. BenchModel.All.Select(model => Text((double?)result[key]![model.Name], format))]);
        static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
        static void Row(string label, string[] values) =>
            Console.WriteLine($"{label,-36}{string.Concat(values.Select(value => $"{value,12}"))}");
    }
}
