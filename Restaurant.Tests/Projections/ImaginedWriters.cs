using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Projections;

/// <summary>Writers side by side on any database: a row is stored when it is committed, under the number that was taken for it before.</summary>
/// <param name="eager">Whether the proof names numbers too early.</param>
internal sealed class ImaginedWriters(JournalWriter writer, bool eager) : IWriters
{
    private readonly Dictionary<string, (JournalWriter.Row Row, long Number)> _under = [];
    private long _last;

    public Task BeginAsync(string aggregate, JournalWriter.Row row)
    {
        _under[aggregate] = (row, ++_last);
        return Task.CompletedTask;
    }

    public async Task<long> CommitAsync(string aggregate)
    {
        _under.Remove(aggregate, out var written);
        await writer.StoreAsync(written);
        return written.Number;
    }

    public Task RollBackAsync(string aggregate)
    {
        _under.Remove(aggregate);
        return Task.CompletedTask;
    }

    public BurntProof Proof() => (gaps, _, _) => Task.FromResult<IReadOnlyList<OrderingRange>>(
    [
        .. gaps.SelectMany(gap => Enumerable.Range((int)gap.First, (int)(gap.Last - gap.First + 1)))
            .Where(number => eager || _under.Values.All(written => written.Number != number))
            .Select(number => new OrderingRange(number, number)),
    ]);
}
