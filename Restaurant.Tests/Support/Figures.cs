using System.Globalization;
using System.Text.RegularExpressions;

namespace Restaurant.Tests.Support;

/// <summary>
/// What <c>GET /metrics</c> shows at one moment. A series is written as it is there, with its labels in alphabetical order:
/// <c>restaurant_commands_total{command="placeOrder",outcome="accepted"}</c>.
/// </summary>
public sealed partial class Figures
{
    private readonly Dictionary<string, double> _values = [];

    /// <exception cref="FormatException">It is no text that Prometheus reads, or a series is there twice.</exception>
    public Figures(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Type().Match(line) is { Success: true } type)
            {
                Types.Add(type.Groups["name"].Value, type.Groups["type"].Value);
            }
            else if (Sample().Match(line) is { Success: true } sample)
            {
                _values.Add(sample.Groups["series"].Value, double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                throw new FormatException(line);
            }
        }
    }

    /// <summary>What there is, by name: <c>counter</c>, <c>gauge</c> or <c>histogram</c>.</summary>
    public Dictionary<string, string> Types { get; } = [];

    /// <summary>Null when it is not shown.</summary>
    public double? this[string series] => _values.TryGetValue(series, out var value) ? value : null;

    /// <summary>All series of this name.</summary>
    public Dictionary<string, double> Of(string name) =>
        _values.Where(series => series.Key.StartsWith(name + "{", StringComparison.Ordinal)).ToDictionary(series => series.Key, series => series.Value);

    /// <summary>What the series of a metric are told apart by, the bounds of histograms aside.</summary>
    public IEnumerable<string> LabelsOf(string metric) => _values.Keys
        .Where(series => NameOf(series) is var name && (name == metric || (Types[metric] == "histogram" && name == $"{metric}_count")))
        .SelectMany(series => Label().Matches(series).Select(label => label.Groups["name"].Value))
        .Distinct();

    private static string NameOf(string series) => series.Split('{')[0];

    [GeneratedRegex("^# TYPE (?<name>[a-z_]+) (?<type>counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("^(?<series>[a-z_]+\\{([a-z_]+=\"([^\"\\\\]|\\\\.)*\"(,(?=[a-z]))?)*\\}) (?<value>-?[0-9.E+-]+|[+-]Inf|NaN)$")]
    private static partial Regex Sample();

    [GeneratedRegex("[{,](?<name>[a-z_]+)=")]
    private static partial Regex Label();
}
