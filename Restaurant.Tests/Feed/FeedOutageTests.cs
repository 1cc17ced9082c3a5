using System.Text;
using Restaurant.Tests.PostgreSql;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Feed;

/// <summary>The server goes away while somebody follows what happens.</summary>
[Collection(nameof(OutageTests))]
[Trait("Database", "PostgreSql")]
public sealed class FeedOutageTests : IDisposable
{
    private PostgreSqlServer? _server;
    private PostgreSqlTestDatabase? _database;

    public void Dispose()
    {
        _database?.Dispose();
        _server?.Dispose();
    }

    [PostgreSqlFact]
    public async Task A_stream_outlives_a_server_that_is_killed_and_goes_on_by_itself()
    {
        _server = new PostgreSqlServer();
        _database = new PostgreSqlTestDatabase(_server.ConnectionString);
        var (program, address) = await ProgramUnderTest.ServeAsync(_database.Folder, _database.Arguments);
        using (program)
        {
            using var http = new HttpClient { BaseAddress = address };
            await Eventually.HoldsAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode);
            var started = program.Output.Length;
            await Eventually.HoldsAsync(() => AddAsync(http, "first"));
            using var stream = await EventStream.OpenAsync(http);
            Assert.Equal("1", (await stream.NextAsync())!.Value.EventId);
            var next = stream.NextAsync();

            _server.Signal("KILL");
            await Eventually.HoldsAsync(() => program.Output.Contains("does not serve", StringComparison.Ordinal));
            Assert.False(next.IsCompleted);
            _server.Resume();
            await Eventually.HoldsAsync(() => AddAsync(http, "second"));

            Assert.Equal("2", (await next)!.Value.EventId);
            await Eventually.HoldsAsync(() => program.Output.Contains("serves again", StringComparison.Ordinal));
            var alarm = Assert.Single(program.Output[started..].Split('\n'), line => line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal));
            Assert.Contains("DatabaseWatch", alarm, StringComparison.Ordinal);
            Assert.Equal(0, await program.TerminateAsync());
        }
    }

    private static async Task<bool> AddAsync(HttpClient http, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/menu/items") { Content = new StringContent("""{"description":"x","price":1}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }
}
