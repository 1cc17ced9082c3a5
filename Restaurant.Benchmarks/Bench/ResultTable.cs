namespace Restaurant.Benchmarks.Bench;

/// <summary>Figures side by side.</summary>
/// <param name="Title">What they are, in a sentence without its end.</param>
internal sealed record ResultTable(string Title, IReadOnlyList<string> Columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    public ResultTable Row(params string[] cells)
    {
        if (cells.Length != Columns.Count)
        {
            throw new ArgumentException($"A row of '{Title}' has {cells.Length} cells and not {Columns.Count}.", nameof(cells));
        }

        _rows.Add(cells);
        return this;
    }

    /// <summary>As a page shows it; columns of figures to the right.</summary>
    public string ToMarkdown()
    {
        int Width(int column) => Rows.Select(row => row[column].Length).Append(Columns[column].Length).Append(3).Max();
        var widths = Enumerable.Range(0, Columns.Count).Select(Width).ToArray();
        string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))} |";
        var rule = $"| {string.Join(" | ", widths.Select((width, column) => column == 0 ? new string('-', width) : $"{new string('-', width - 1)}:"))} |";
        return string.Join('\n', [$"{Title}:", "", Line(Columns), rule, .. Rows.Select(Line)]);
    }
}
