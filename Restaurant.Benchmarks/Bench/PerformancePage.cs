using Restaurant.Benchmarks.Bars;

namespace Restaurant.Benchmarks.Bench;

/// <summary>The page <c>docs/performance.md</c>: what people have written stays, and each part of the measurements has its place between two comments.</summary>
internal static class PerformancePage
{
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs", "performance.md");

    /// <exception cref="MeasuringException">The page has no place for this part.</exception>
    public static void Write(string part, IReadOnlyList<ResultTable> tables, IReadOnlyList<(Bar Bar, double Value)> judged)
    {
        var (begin, end) = ($"<!-- begin {part} -->\n", $"<!-- end {part} -->");
        var page = File.ReadAllText(Path);
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new MeasuringException($"{Path} has no place for the figures of {part}: the lines '{begin.Trim()}' and '{end}'.");
        }

        var bars = judged.Aggregate(
            new ResultTable("Bars", ["name", "what", "value", "bound", "stretch", "reached"]),
            (table, each) => table.Row(
                each.Bar.Name,
                each.Bar.What,
                Figures.Of(each.Value),
                $"{(each.Bar.Direction == Direction.AtLeast ? "at least" : "at most")} {Figures.Of(each.Bar.Bound)}",
                Figures.Of(each.Bar.Stretch),
                each.Bar.IsReached(each.Value) ? "yes" : "no"));
        var text = string.Join("\n\n", tables.Concat(judged.Count > 0 ? [bars] : []).Select(table => table.ToMarkdown()));
        File.WriteAllText(Path, $"{page[..(from + begin.Length)]}\n{text}\n\n{page[to..]}");
    }
}
