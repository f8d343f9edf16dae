// The environment of a worker process: its device, its clock, and the images on this machine.

using Hvae;
using Hvae.Data;
using Hvae.Pretrained;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>The machine on which job handlers compute. Nothing is loaded before a job runs.</summary>
/// <param name="data">Options for finding the images.</param>
/// <param name="deviceName">Name of the device, e.g. <c>cpu</c> or <c>cuda:1</c>.</param>
/// <param name="checkpointInterval">Time between two checkpoints of a training.</param>
/// <param name="clock">Clock that measures this time.</param>
public sealed class WorkerMachine(DataOptions data, string deviceName, TimeSpan checkpointInterval, TimeProvider clock)
{
    /// <summary>Device of the tensors.</summary>
    public Device Device => device(deviceName);

    /// <summary>Published weights in the data folder.</summary>
    public PretrainedFolder Pretrained => new(data.Folder);

    /// <summary>
    /// Returns when a training is saved, and what may continue it: the same job, on the same device, with the same libtorch.
    /// </summary>
    public CheckpointPlan Checkpoints(string path, string key)
    {
        var facts = TensorLibrary.Facts();
        var computedWith = new[] { "libtorch", "TorchSharp", "threads" }.Select(name => facts.GetValueOrDefault(name, "unknown"))
            .Prepend(deviceName);
        return new(path, $"{key} {string.Join(' ', computedWith)}", checkpointInterval, clock);
    }

    /// <summary>
    /// Opens the data set that a job's configuration names. The process that planned the job has decoded it. The images are
    /// read while the job runs, so the job fails when they have changed by its end.
    /// </summary>
    /// <param name="images">The images that the job uses.</param>
    /// <param name="context">Context of the job.</param>
    public DataSet Open(ImagesSpecification images, JobContext context)
    {
        context.ChecksAtEnd.Add(() => Cached().Dispose());
        return Cached();

        DataSet Cached() => new DataCatalog(data).OpenCached(images.Name, images.Fingerprint);
    }
}
