using System.Globalization;
using System.Text.RegularExpressions;

namespace Restaurant.Benchmarks.Arguments;

/// <summary>Times as people write them: a number and its unit, such as <c>36s</c>.</summary>
internal static partial class ShortTime
{
    private static readonly (string Unit, TimeSpan Is)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];

    public static bool TryParse(string text, out TimeSpan time)
    {
        var match = Form().Match(text);
        time = match.Success
            ? double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * Units.Single(unit => unit.Unit == match.Groups["unit"].Value).Is
            : default;
        return match.Success;
    }

    /// <summary>In the largest unit of which it has at least one.</summary>
    public static string Of(TimeSpan time)
    {
        var (unit, size) = Units.LastOrDefault(each => each.Is <= time, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{time / size:0.##}{unit}");
    }

    // Seven digits are more than any limit, and not too many for a time span.
    [GeneratedRegex(@"\A(?<number>[0-9]{1,7}(\.[0-9]{1,7})?)(?<unit>ms|s|m|h)\z")]
    private static partial Regex Form();
}
