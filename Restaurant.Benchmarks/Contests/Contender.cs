using System.Runtime;

namespace Restaurant.Benchmarks.Contests;

/// <summary>One of those that are compared.</summary>
/// <param name="RunAsync">Works for about as long as it is told. On ids that no slice has used before.</param>
internal sealed record Contender(string Name, Func<TimeSpan, Task<Slice>> RunAsync)
{
    /// <summary>What is to be done before each slice and is not measured.</summary>
    public Func<Task> PrepareAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>For how long the runtime that does the work has compiled since it started. This process's, unless the work is done in another one.</summary>
    public Func<Task<TimeSpan>> CompiledAsync { get; init; } = () => Task.FromResult(JitInfo.GetCompilationTime());
}
