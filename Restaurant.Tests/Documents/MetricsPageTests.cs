using System.Text.RegularExpressions;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Documents;

/// <summary>The table of metrics in <c>docs/operating.md</c> says what there is, as a scrape shows it.</summary>
public sealed partial class MetricsPageTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task Every_metric_of_a_node_stands_in_the_table_with_its_type_and_labels_and_nothing_else_does()
    {
        using var meter = new Measurements(node.Meter);
        await node.AddMenuItemAsync();
        using var refused = await node.SendAsync("POST", "/orders/nothing/place");
        // The time of an order that there is not has run out long ago.
        node.Database.Execute("insert into deadlines (id, changed_at, version) values ('nothing', '2020-01-01T00:00:00.000000Z', 1)");
        // What has measured nothing yet is not shown.
        await Eventually.HoldsAsync(async () => Ours(await node.FiguresAsync()).Count() == meter.Instruments.Count);

        var shown = await node.FiguresAsync();

        Assert.Equal(
            Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operating.md")))
                .Select(row => $"{row.Groups["name"].Value} {row.Groups["type"].Value} {string.Join(' ', Name().Matches(row.Groups["labels"].Value).Select(label => label.Value).Order(StringComparer.Ordinal))}")
                .Order(StringComparer.Ordinal),
            Ours(shown).Select(metric => $"{metric} {shown.Types[metric]} {string.Join(' ', shown.LabelsOf(metric).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Ours(Figures figures) => figures.Types.Keys.Where(name => name.StartsWith("restaurant_", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| `(?<name>restaurant_\w+)` \| (?<type>\w+) \| (?<labels>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Name();
}
