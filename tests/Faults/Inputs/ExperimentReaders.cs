// The readers of files that jobs of the experiments leave for others, and of the reference runs.

using System.Text;
using System.Text.Json;
using Experiments.Checks;
using Experiments.Jobs;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Training;

namespace Faults.Inputs;

internal static class ExperimentReaders
{
    public static IReadOnlyList<InputReader> All { get; } =
    [
        new("accuracy.json", ClassifierJob.AccuracyFile,
            [JsonSerializer.SerializeToUtf8Bytes(new ClassifierScores(0.9875, 0.0421, 10_000))], path =>
            ClassifierJob.ReadAccuracy(path), problem => problem is DamagedFileException)
        {
            Words = ["\"Accuracy\"", "\"NegativeLogLikelihood\"", "\"Count\"", "10000"],
        },
        new("reference runs", "mnist-training.json", [Encoding.UTF8.GetBytes(ReferenceRuns)], path => Fidelity.Read(path),
            problem => problem is DataFormatException)
        {
            Words = ["\"beta2\"", "\"seed\"", "\"epochs\"", "\"loss\"", "10", "0.1"],
        },
    ];

    private static string ReferenceRuns => """
        {
          "note": "two runs",
          "runs": [
            { "beta2": 1.0, "beta1": 0.1, "seed": 0, "epochs": 10, "loss": 30.5, "log_likelihood": -99.25, "rate_z2": 12.5, "rate_z1": 40.125, "psnr": 21.5 },
            { "beta2": 1.0, "beta1": 0.1, "seed": 1, "epochs": 10, "loss": 30.25, "log_likelihood": -99.5, "rate_z2": 12.25, "rate_z1": 40.5, "psnr": 21.25 }
          ]
        }
        """;
}
