namespace Restaurant.Benchmarks.Contests;

/// <summary>What this process has spent.</summary>
/// <param name="Processor">Time of all its threads.</param>
/// <param name="Allocated">In bytes.</param>
internal readonly record struct Effort(TimeSpan Processor, long Allocated)
{
    /// <summary>Since its beginning.</summary>
    public static Effort Now => new(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());

    public static Effort operator -(Effort after, Effort before) => new(after.Processor - before.Processor, after.Allocated - before.Allocated);
}
