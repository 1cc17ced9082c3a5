using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.PostgreSql;

/// <summary>The time of orders runs out while the server is away.</summary>
[Collection(nameof(OutageTests))]
[Trait("Database", "PostgreSql")]
public sealed class DeadlineOutageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(6);

    [PostgreSqlFact]
    public async Task Deadlines_of_an_outage_fire_behind_it_by_themselves_and_nothing_but_the_outage_is_told()
    {
        using var server = new PostgreSqlServer();
        using var database = new PostgreSqlTestDatabase(server.ConnectionString);
        var (program, address) = await ProgramUnderTest.ServeAsync(database.Folder, [.. database.Arguments, "--Restaurant:AcceptanceTimeout=00:00:04"]);
        using (program)
        {
            using var http = new HttpClient { BaseAddress = address };
            await Eventually.HoldsAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode);
            var orders = new List<JsonObject>();
            for (var number = 0; number < 10; number++)
            {
                orders.Add(await PlaceAsync(new OrderingClient(number), http));
            }

            var started = program.Output.Length;
            server.Signal("KILL");
            await Eventually.HoldsAsync(() => program.Output.Contains("does not serve", StringComparison.Ordinal));
            await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow() > Time(orders[^1]["acceptBy"]).AddSeconds(3));
            server.Resume();
            var back = Stopwatch.GetTimestamp();

            foreach (var order in orders)
            {
                await Eventually.HoldsAsync(async () => await StatusAsync(http, (string)order["id"]!) == "rejected");
            }

            var backAfter = Stopwatch.GetElapsedTime(back);
            output.WriteLine($"All have fired {backAfter.TotalSeconds:0.0} s after the server was back.");
            Assert.InRange(backAfter, TimeSpan.Zero, BackWithin);
            await Eventually.HoldsAsync(() => program.Output.Contains("serves again", StringComparison.Ordinal));
            var said = program.Output[started..];
            Assert.Equal(0, await program.TerminateAsync());
            var alarms = said.Split('\n').Where(line => line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal)).ToList();
            Assert.True(alarms is [var only] && only.Contains("DatabaseWatch", StringComparison.Ordinal), said);
        }

        Assert.Equal(10, database.Scalar<int>("select count(*) from journal where manifest = 'orderRejected:1'"));
    }

    private static async Task<JsonObject> PlaceAsync(OrderingClient client, HttpClient http)
    {
        var last = default(OrderingClient.Acknowledged);
        for (var command = 0; command < 5; command++)
        {
            await Eventually.HoldsAsync(async () => (last = await client.TrySendAsync(http)) is not null);
        }

        return (JsonObject)JsonNode.Parse(last!.Body)!;
    }

    private static async Task<string?> StatusAsync(HttpClient http, string order)
    {
        using var answer = await http.GetAsync($"/orders/{order}");
        return answer.IsSuccessStatusCode ? (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["status"] : null;
    }

    private static DateTimeOffset Time(JsonNode? time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);
}
