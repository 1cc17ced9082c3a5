using System.Diagnostics;
using Npgsql;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.ReadSide;

/// <summary>How far the groups of projections are behind the journal, as the database says.</summary>
internal sealed class Backlog : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(10);

    // A group that has come no further for so long stands still.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _database;
    private readonly Action<string> _say;

    /// <param name="database">How to connect.</param>
    /// <param name="say">Tells those who wait.</param>
    public Backlog(string database, Action<string> say) => (_database, _say) = (NpgsqlDataSource.Create(database), say);

    /// <summary>The journal's highest number.</summary>
    public async Task<long> HeadAsync()
    {
        await using var command = _database.CreateCommand("select coalesce(max(ordering), 0) from public.journal");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How many numbers the last of the groups has come past, whether it still waits for some of them or not.</summary>
    public async Task<long> OffsetAsync() => (await PositionAsync()).Offset;

    /// <summary>Waits until every group has come past a number, and waits for none before it.</summary>
    /// <exception cref="MeasuringException">One of them comes no further, or has set events aside, which costs it nothing.</exception>
    public async Task PassAsync(long head)
    {
        var (best, bestAt, toldAt) = (-1L, Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        while (await PositionAsync() is var (offset, isWhole) && (offset < head || !isWhole))
        {
            if (offset > best)
            {
                (best, bestAt) = (offset, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(bestAt) > Patience)
            {
                throw new MeasuringException($"The read side has come no further than {offset} of {head} for {Patience.TotalSeconds} s.");
            }

            if (Stopwatch.GetElapsedTime(toldAt) > TellInterval)
            {
                toldAt = Stopwatch.GetTimestamp();
                _say(FormattableString.Invariant($"the read side has come to {offset:#,0} of {head:#,0}"));
            }

            await Task.Delay(Interval);
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<(long Offset, bool IsWhole)> PositionAsync()
    {
        await using var command = _database.CreateCommand("select min(ledger_offset), bool_and(gaps = '[]'), (select count(*) from read.projection_parked) from read.projection_group");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return row.GetInt64(2) == 0 ? (row.GetInt64(0), row.GetBoolean(1))
            : throw new MeasuringException($"The read side has parked {row.GetInt64(2)} events, which it cannot apply.");
    }
}
