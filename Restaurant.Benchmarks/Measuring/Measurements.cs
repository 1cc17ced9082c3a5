using System.Collections.Concurrent;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Measuring;

/// <summary>What clients have lived through. Latencies are those of callers: from the first request with a command to its acknowledgement, however often it was sent.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<CommandKind, Latencies> _latencies = CommandKind.All.ToDictionary(kind => kind, _ => new Latencies());
    private readonly ConcurrentDictionary<string, int> _errors = new();
    private long _acknowledged;
    private long _longestWait;
    private int _repeats;
    private int _replays;

    /// <summary>Commands that were acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Requests that were sent once more.</summary>
    public int Repeats => _repeats;

    /// <summary>Commands that turned out to have been done by an earlier request.</summary>
    public int Replays => _replays;

    /// <summary>The longest that a client has waited for what became of a command.</summary>
    public TimeSpan LongestWait => new(Interlocked.Read(ref _longestWait));

    /// <summary>How often a request did not lead to what was asked for, by the reason.</summary>
    public IReadOnlyDictionary<string, int> Errors => new SortedDictionary<string, int>(_errors, StringComparer.Ordinal);

    /// <summary>For each command that was given, in the order of an order's life.</summary>
    public IReadOnlyList<Spread> Spreads =>
        [.. CommandKind.All.Select(kind => (kind.Name, Sorted: _latencies[kind].Sorted())).Where(each => each.Sorted.Count > 0).Select(each => Spread.Make(each.Name, each.Sorted))];

    public void Acknowledge(CommandKind kind, TimeSpan took, bool replayed)
    {
        _latencies[kind].Add(took);
        Interlocked.Increment(ref _acknowledged);
        Waited(took);
        if (replayed)
        {
            Interlocked.Increment(ref _replays);
        }
    }

    /// <summary>A command was not done, or nobody knows.</summary>
    public void Fail(RequestFailedException failed, TimeSpan took)
    {
        Undone(failed.Code);
        Waited(took);
    }

    /// <summary>A request did not lead to what was asked for.</summary>
    public void Undone(string reason) => _errors.AddOrUpdate(reason, 1, (_, count) => count + 1);

    public void Repeat() => Interlocked.Increment(ref _repeats);

    private void Waited(TimeSpan took)
    {
        for (var longest = Interlocked.Read(ref _longestWait); took.Ticks > longest; longest = Interlocked.Read(ref _longestWait))
        {
            Interlocked.CompareExchange(ref _longestWait, took.Ticks, longest);
        }
    }
}
