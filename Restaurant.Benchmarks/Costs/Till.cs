using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Restaurant.Benchmarks.Contests;

namespace Restaurant.Benchmarks.Costs;

/// <summary>Counts what this process spends, by what the driver tells of itself and the server of its log. Nothing else may be at work on either.</summary>
internal sealed class Till : IAsyncDisposable
{
    private readonly MeterListener _driver = new();
    private readonly TransactionEnds _ends;
    private readonly NpgsqlConnection _connection;
    private long _statements;
    private long _sent;

    private Till(NpgsqlConnection connection, TransactionEnds ends)
    {
        (_connection, _ends) = (connection, ends);
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

    /// <summary>It sees what is connected from now on.</summary>
    public static async Task<Till> OpenAsync(string database)
    {
        var ends = new TransactionEnds();
        NpgsqlLoggingConfiguration.InitializeLogging(ends);
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        return new Till(connection, ends);
    }

    /// <summary>Since the beginning.</summary>
    public async Task<Bill> ReadAsync()
    {
        var (statements, ends, sent) = (Interlocked.Read(ref _statements), _ends.Count, Interlocked.Read(ref _sent));
        await using var position = new NpgsqlCommand("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint", _connection);
        return new Bill(Effort.Now, statements, statements + ends, sent, (long)(await position.ExecuteScalarAsync())!);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlLoggingConfiguration.InitializeLogging(NullLoggerFactory.Instance);
        _driver.Dispose();
        await _connection.DisposeAsync();
    }
}
