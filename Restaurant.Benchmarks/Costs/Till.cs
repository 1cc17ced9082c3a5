using System.Diagnostics.Metrics;
using Npgsql;
using Restaurant.Benchmarks.Contests;

namespace Restaurant.Benchmarks.Costs;

/// <summary>Counts what this process spends, by what the driver tells of itself and the server of its log. Nothing else may be at work on either.</summary>
internal sealed class Till : IAsyncDisposable
{
    private readonly MeterListener _driver = new();
    private readonly NpgsqlConnection _connection;
    private long _statements;
    private long _sent;

    private Till(NpgsqlConnection connection)
    {
        _connection = connection;
        _driver.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.operation.duration" or "db.client.operation.npgsql.bytes_written" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _driver.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _statements));
        _driver.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _sent, bytes));
        _driver.Start();
    }

    public static async Task<Till> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        return new Till(connection);
    }

    /// <summary>Since the beginning.</summary>
    public async Task<Bill> ReadAsync()
    {
        var (statements, sent) = (Interlocked.Read(ref _statements), Interlocked.Read(ref _sent));
        await using var server = new NpgsqlCommand(
            "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint, (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint", _connection);
        await using var told = await server.ExecuteReaderAsync();
        await told.ReadAsync();
        return new Bill(Effort.Now, statements, Transactions: told.GetInt64(0), sent, Logged: told.GetInt64(1));
    }

    public async ValueTask DisposeAsync()
    {
        _driver.Dispose();
        await _connection.DisposeAsync();
    }
}
