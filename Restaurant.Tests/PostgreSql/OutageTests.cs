using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Npgsql;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;
using static Restaurant.Tests.Support.OrderingClient;

namespace Restaurant.Tests.PostgreSql;

/// <summary>
/// The server goes away while clients order, each of which repeats a command until it is acknowledged. What was acknowledged is stored, once,
/// and can be read; the program is back by itself, and has said in one line what it was. Times are
/// measured while no other test runs.
/// </summary>
[CollectionDefinition(nameof(OutageTests), DisableParallelization = true)]
[Collection(nameof(OutageTests))]
[Trait("Database", "PostgreSql")]
public sealed class OutageTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private PostgreSqlServer? _server;
    private PostgreSqlTestDatabase? _database;

    private PostgreSqlServer Server => _server ??= new PostgreSqlServer();

    private PostgreSqlTestDatabase Database => _database ??= new PostgreSqlTestDatabase(Server.ConnectionString);

    public void Dispose()
    {
        _database?.Dispose();
        _server?.Dispose();
    }

    [PostgreSqlFact]
    public Task A_server_that_is_restarted() => IsOutlivedAsync(ends: Server.Restart);

    [PostgreSqlFact]
    public Task A_server_that_is_killed() => IsOutlivedAsync(begins: () => Server.Signal("KILL"), ends: Server.Resume);

    [PostgreSqlFact]
    public Task A_server_that_is_silent_for_twenty_seconds() =>
        IsOutlivedAsync(begins: () => Server.Signal("STOP"), ends: () => Server.Signal("CONT"), lasts: TimeSpan.FromSeconds(20));

    [PostgreSqlFact]
    public Task A_server_that_has_no_connection_to_spare()
    {
        Database.OnServer($"create role restaurant login password 'restaurant'; alter database {Database.Name} owner to restaurant");
        return IsOutlivedAsync(
            begins: () => Database.OnServer(
                "alter role restaurant connection limit 0; select pg_terminate_backend(pid) from pg_stat_activity where usename = 'restaurant'"),
            ends: () => Database.OnServer("alter role restaurant connection limit -1"),
            connectionString: new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = "restaurant", Password = "restaurant" }.ConnectionString);
    }

    [FullDiskFact]
    public Task A_server_whose_disk_is_full()
    {
        _server = new PostgreSqlServer(disk: "160m");
        var ballast = Path.Combine(Server.Folder, "ballast");
        return IsOutlivedAsync(
            begins: () => Fill(ballast),
            ends: () =>
            {
                File.Delete(ballast);
                // One that finds no room for its own log has ended, and whoever makes room starts it again.
                Server.Resume();
            });
    }

    private async Task IsOutlivedAsync(Action ends, Action? begins = null, TimeSpan lasts = default, string? connectionString = null)
    {
        var (program, address) = await ProgramUnderTest.ServeAsync(
            Database.Folder, [.. Database.Arguments, $"--ConnectionStrings:Restaurant={connectionString ?? Database.ConnectionString}"]);
        using (program)
        {
            using var http = new HttpClient { BaseAddress = address };
            await Eventually.HoldsAsync(() => AnswersAsync(http, "/health/ready"));
            // What Akka says while the program starts is not about the outage either.
            var started = program.Output.Length;
            using var enough = new CancellationTokenSource();
            var ordering = Enumerable.Range(0, 6).Select(number => OrderAsync(new OrderingClient(number), http, enough.Token)).ToList();
            await Eventually.HoldsAsync(() => _acknowledged.Count > 100);

            if (begins is not null)
            {
                var began = Stopwatch.GetTimestamp();
                begins();
                await Eventually.HoldsAsync(() => program.Output.Contains("does not serve", StringComparison.Ordinal));
                await Task.Delay(Max(lasts - Stopwatch.GetElapsedTime(began), TimeSpan.Zero));
                Assert.True(await AnswersAsync(http, "/health/live"));
            }

            ends();
            var ended = Stopwatch.GetTimestamp();
            var (probe, served) = (new OrderingClient(ordering.Count), default(Acknowledged));
            await Eventually.HoldsAsync(async () => (served ??= await probe.TrySendAsync(http)) is not null && await AnswersAsync(http, "/menu/items", served!.Token));
            var backAfter = Stopwatch.GetElapsedTime(ended);
            _acknowledged.Enqueue(served!);

            var soFar = _acknowledged.Count;
            await Eventually.HoldsAsync(() => _acknowledged.Count > soFar + 100);
            await enough.CancelAsync();
            await Task.WhenAll(ordering);
            await Task.WhenAll(_acknowledged.Select(each => each.Token).Chunk(100).Select(async tokens =>
                Assert.True(await AnswersAsync(http, "/menu/items", string.Join(',', tokens)))));
            await Eventually.HoldsAsync(() => program.Output.Contains("serves again", StringComparison.Ordinal));
            // What Akka says while the program stops is not about the outage.
            var said = program.Output[started..];
            Assert.Equal(0, await program.TerminateAsync());

            output.WriteLine(
                $"Back {backAfter.TotalSeconds:0.0} s after the end; the longest wait of a client for its acknowledgement was {_waits.Max().TotalSeconds:0.0} s. {_acknowledged.Count} commands.");
            Assert.True(backAfter < BackWithin, $"It was back {backAfter.TotalSeconds:0.0} s after the end.\n{said}");
            var alarms = said.Split('\n').Where(IsAlarm).ToList();
            Assert.True(alarms is [var only] && only.Contains("DatabaseWatch", StringComparison.Ordinal), said);
        }

        await AcknowledgedCommands.AreStoredOnceAndReadAsync(Database, _acknowledged);
    }

    private async Task OrderAsync(OrderingClient client, HttpClient http, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            Acknowledged? acknowledged;
            do
            {
                acknowledged = await client.TrySendAsync(http);
            }
            while (acknowledged is null);

            _waits.Enqueue(Stopwatch.GetElapsedTime(began));
            _acknowledged.Enqueue(acknowledged);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.Add("Consistency-Token", token);
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static bool IsAlarm(string line) =>
        line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static void Fill(string path)
    {
        using var ballast = File.Create(path);
        var block = new byte[1 << 16];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // There is no room left.
        }
    }
}
