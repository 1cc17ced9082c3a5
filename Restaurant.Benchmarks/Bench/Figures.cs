using System.Globalization;

namespace Restaurant.Benchmarks.Bench;

/// <summary>Figures as tables show them: with as many digits as mean something.</summary>
internal static class Figures
{
    public static string Of(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static string Of(double? value) => value is { } known ? Of(known) : "";
}
