using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Parts;

/// <summary>Something that is measured by itself.</summary>
/// <param name="Name">The verb that measures it alone.</param>
/// <param name="What">What it measures, for the help.</param>
internal sealed record Part(string Name, string What, Func<Workbench, Task> RunAsync);
