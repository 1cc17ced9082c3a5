using System.Diagnostics;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.PostgreSql;

/// <summary>A node is told to stop while its database is silent.</summary>
[Collection(nameof(OutageTests))]
[Trait("Database", "PostgreSql")]
public sealed class StopTests
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(20);

    [PostgreSqlFact]
    public async Task What_is_under_way_is_answered_and_the_process_ends_in_time()
    {
        using var server = new PostgreSqlServer();
        using var database = new PostgreSqlTestDatabase(server.ConnectionString);
        // Commands may take longer than the node is given to stop.
        var (program, address) = await ProgramUnderTest.ServeAsync(database.Folder, [.. database.Arguments, "--Restaurant:CommandTimeout=00:01:00"]);
        using (program)
        {
            using var http = new HttpClient { BaseAddress = address };
            var client = new OrderingClient(number: 1);
            await Eventually.HoldsAsync(async () => await client.TrySendAsync(http) is not null);
            server.Signal("STOP");
            var underWay = client.TrySendAsync(http);
            await Eventually.HoldsAsync(() => program.Output.Contains("does not serve", StringComparison.Ordinal));

            var began = Stopwatch.GetTimestamp();
            var ends = program.TerminateAsync();

            Assert.Null(await underWay);
            Assert.Equal(0, await ends);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, StopsWithin);
        }
    }
}
