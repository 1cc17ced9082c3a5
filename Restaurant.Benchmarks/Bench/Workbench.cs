using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Contests;

namespace Restaurant.Benchmarks.Bench;

/// <summary>What a part of the measurements works with: a server, the rules of contests, and where its figures go.</summary>
internal sealed class Workbench(MeasureOptions options) : IDisposable
{
    private readonly List<(Bar Bar, double Value)> _judged = [];
    private readonly List<ResultTable> _tables = [];
    private Server? _server;

    /// <summary>Started when somebody asks for it first.</summary>
    public Server Server => _server ??= options.Database is { } connection ? Server.At(connection) : Server.Start();

    public MeasureOptions Options => options;

    public IReadOnlyList<ResultTable> Tables => _tables;

    public IReadOnlyList<(Bar Bar, double Value)> Judged => _judged;

    public Contest Contest() => new(options.Rounds, options.Slice, warmUps: 5, Say);

    /// <summary>Of things that are new each time, such as processes, or last long: nothing is gained by warming up for longer than once.</summary>
    public Contest ContestOfNew() => new(options.Rounds, options.Slice, warmUps: 1, Say);

    /// <summary>A line for those who wait.</summary>
    public void Say(string line) => Console.Error.WriteLine($"  {line}");

    public void Add(ResultTable table)
    {
        _tables.Add(table);
        Console.WriteLine($"\n{table.ToMarkdown()}\n");
    }

    public void Judge(Bar bar, double value)
    {
        _judged.Add((bar, value));
        Console.WriteLine(FormattableString.Invariant($"BAR {bar.Name} {value:0.###} {bar.Bound} {(bar.IsReached(value) ? "ok" : "short")}"));
    }

    /// <summary>What the next part begins with: nothing.</summary>
    public void Clear()
    {
        _tables.Clear();
        _judged.Clear();
    }

    public void Dispose() => _server?.Dispose();
}
