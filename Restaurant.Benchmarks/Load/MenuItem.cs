using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load;

/// <summary>One that this run alone orders.</summary>
/// <param name="Added">The command that has made it.</param>
internal sealed record MenuItem(string Id, Acknowledged Added);
