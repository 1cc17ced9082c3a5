using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Projections.Runtime;

namespace Restaurant.Benchmarks.ReadSide;

/// <summary>Has a node build the tables of the orders anew, as whoever operates it does.</summary>
internal sealed class Rebuilding(ShippedNode node, string database) : IAsyncDisposable
{
    private const string Look =
        """
        select serving.generation, coalesce(building.fingerprint <> '', false), building.error
        from read.projection_generation serving left join read.projection_rebuild building on building.projection = serving.projection
        where serving.projection = 'orders'
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ProjectionsView _projections = node.Services.GetRequiredService<ProjectionsView>();
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database);

    /// <summary>From its first piece of work to the moment in which the new tables serve. The second or less until the node looks for requests is no part of it.</summary>
    /// <param name="events">How many it has to apply.</param>
    /// <exception cref="MeasuringException">It does not come to its end.</exception>
    public async Task<Slice> RunAsync(long events)
    {
        var (before, asked) = ((await LookAsync()).Generation, Stopwatch.GetTimestamp());
        var began = asked;
        await _projections.RebuildAsync("orders", "benchmark", CancellationToken.None);
        for (var now = await LookAsync(); now.Generation == before; now = await LookAsync())
        {
            began = began == asked && now.HasBegun ? Stopwatch.GetTimestamp() : began;
            if (Stopwatch.GetElapsedTime(asked) > Patience)
            {
                throw new MeasuringException($"The orders are not built anew after {Patience.TotalMinutes} minutes: {now.Error ?? "no error is told"}");
            }

            await Task.Delay(Interval);
        }

        return new Slice(events, Stopwatch.GetElapsedTime(began), Latencies: []);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<(long Generation, bool HasBegun, string? Error)> LookAsync()
    {
        await using var look = _source.CreateCommand(Look);
        await using var row = await look.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2));
    }
}
