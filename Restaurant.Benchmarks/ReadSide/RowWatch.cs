using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Measuring;

namespace Restaurant.Benchmarks.ReadSide;

/// <summary>
/// Looks for events in the rows of their orders. One statement every few milliseconds looks for all that are waited for: it costs the server little, and what it
/// finds has become visible since the look before.
/// </summary>
internal sealed class RowWatch(string database)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<Awaited> _added = new();

    /// <summary>From an acknowledgement to the end of the look that has found its event.</summary>
    public Latencies Lags { get; } = new();

    /// <summary>From one look to the next: how finely lags are measured.</summary>
    public Latencies Looks { get; } = new();

    /// <summary>An event that was acknowledged just now.</summary>
    public void Add(string order, long version) => _added.Enqueue(new Awaited(order, version, Stopwatch.GetTimestamp()));

    /// <summary>Looks until all are found that were added before the end of <paramref name="adding"/>.</summary>
    /// <exception cref="MeasuringException">One is not found.</exception>
    public async Task RunAsync(Task adding)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var look = new NpgsqlCommand("select id, version from read.orders where id = any($1)", connection)
        {
            Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = Array.Empty<string>() } },
        };
        await look.PrepareAsync();
        var awaited = new List<Awaited>();
        var before = Stopwatch.GetTimestamp();
        // In this order: what was added before the end is seen behind it.
        for (var isLast = false; !isLast || awaited.Count > 0;)
        {
            isLast = adding.IsCompleted;
            while (_added.TryDequeue(out var added))
            {
                awaited.Add(added);
            }

            look.Parameters[0].Value = awaited.Select(each => each.Order).Distinct().ToArray();
            var versions = await VersionsAsync(look);
            var now = Stopwatch.GetTimestamp();
            Looks.Add(Stopwatch.GetElapsedTime(before, now));
            before = now;
            awaited.RemoveAll(each => IsFound(each, versions, now));
            await Task.Delay(Interval);
        }

        await adding;
    }

    private static async Task<Dictionary<string, long>> VersionsAsync(NpgsqlCommand look)
    {
        var versions = new Dictionary<string, long>();
        await using var rows = await look.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            versions[rows.GetString(0)] = rows.GetInt64(1);
        }

        return versions;
    }

    private bool IsFound(Awaited awaited, Dictionary<string, long> versions, long now)
    {
        var waited = Stopwatch.GetElapsedTime(awaited.At, now);
        if (versions.GetValueOrDefault(awaited.Order) >= awaited.Version)
        {
            // The answer to the caller may be under way while the row is found.
            Lags.Add(waited > TimeSpan.Zero ? waited : TimeSpan.Zero);
            return true;
        }

        return waited < Patience ? false
            : throw new MeasuringException($"The version {awaited.Version} of the order {awaited.Order} is not in the read tables {Patience.TotalMinutes} minutes after its acknowledgement.");
    }

    private readonly record struct Awaited(string Order, long Version, long At);
}
