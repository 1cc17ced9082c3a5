namespace Restaurant.Benchmarks.Contests;

/// <summary>One of those that are compared.</summary>
/// <param name="RunAsync">Works for about as long as it is told. On ids that no slice has used before.</param>
internal sealed record Contender(string Name, Func<TimeSpan, Task<Slice>> RunAsync)
{
    /// <summary>What is to be done before each slice and is not measured.</summary>
    public Func<Task> PrepareAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>For how long the runtime of another process that does the work has compiled since it started; nothing where that is not told.</summary>
    public Func<Task<TimeSpan>> CompiledElsewhereAsync { get; init; } = () => Task.FromResult(TimeSpan.Zero);
}
