using System.Globalization;
using Xunit.Abstractions;

namespace Restaurant.Tests.Support;

/// <summary>
/// What a random run takes from the environment, so that it can be repeated and widened: <c>RESTAURANT_&lt;NAME&gt;_SEED</c> and
/// <c>RESTAURANT_&lt;NAME&gt;_COUNT</c>.
/// </summary>
internal static class RandomRun
{
    /// <summary>The seed that is asked for, or a new one. It is written to the test's output either way.</summary>
    public static ulong Seed(string name, ITestOutputHelper output)
    {
        var seed = Number(name, "SEED") ?? (ulong)Random.Shared.NextInt64();
        output.WriteLine($"RESTAURANT_{name}_SEED={seed}");
        return seed;
    }

    public static int Count(string name, int usual) => (int)(Number(name, "COUNT") ?? (ulong)usual);

    private static ulong? Number(string name, string what) =>
        Environment.GetEnvironmentVariable($"RESTAURANT_{name}_{what}") is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;
}
