using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Program;

/// <summary>The process is killed while clients write: whatever it acknowledged is there afterwards, once.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 3;
    private const int Clients = 8;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_it_and_nothing_is_doubled()
    {
        var acknowledged = new ConcurrentDictionary<string, string>();
        for (var round = 0; round < Rounds; round++)
        {
            await WriteUntilKilledAsync(round, acknowledged);
            await RepeatAllAsync(acknowledged);
        }

        Assert.Equal(acknowledged.Count, Sqlite.Scalar<int>(_directory.Path, "select count(distinct persistence_id) from journal where manifest = 'menuItemAdded:1'"));
        Assert.Equal(acknowledged.Count, Sqlite.Scalar<int>(_directory.Path, "select count(*) from menu"));
        using var database = SqliteDatabase.Open(_directory.Path);
        var verified = await new Verification(database).RunAsync(ProjectionCatalog.All.Single(), CancellationToken.None);
        Assert.True(verified.Differences.Count == 0, verified.ToString());
    }

    /// <summary>Clients add items as fast as they can until the process is gone in the middle of it.</summary>
    private async Task WriteUntilKilledAsync(int round, ConcurrentDictionary<string, string> acknowledged)
    {
        var (program, address) = await ServeAsync();
        using (program)
        {
            using var client = new HttpClient { BaseAddress = address };
            // Between a few and some hundred acknowledgements, another place each time.
            var enough = acknowledged.Count + 20 + Random.Shared.Next(200);
            using var killed = new SemaphoreSlim(0, 1);
            var writing = Enumerable.Range(0, Clients).Select(async number =>
            {
                for (var count = 0; ; count++)
                {
                    try
                    {
                        var key = $"{round}-{number}-{count}";
                        acknowledged[key] = await AddAsync(client, key);
                        if (acknowledged.Count == enough)
                        {
                            killed.Release();
                        }
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }
                }
            }).ToList();
            await killed.WaitAsync();
            await program.KillAsync();
            await Task.WhenAll(writing);
        }
    }

    /// <summary>Each repeat with its key answers as the first time did.</summary>
    private async Task RepeatAllAsync(ConcurrentDictionary<string, string> acknowledged)
    {
        var (program, address) = await ServeAsync();
        using (program)
        {
            using var client = new HttpClient { BaseAddress = address };
            foreach (var (key, answer) in acknowledged)
            {
                Assert.Equal(answer, await AddAsync(client, key));
            }

            // What was stored and not acknowledged is acknowledged now, so that all that there is, is known.
            for (var unsure = await UnsureAsync(client, acknowledged); unsure.Count > 0; unsure = await UnsureAsync(client, acknowledged))
            {
                foreach (var key in unsure)
                {
                    acknowledged[key] = await AddAsync(client, key);
                }
            }

            Assert.Equal(0, await program.TerminateAsync());
        }
    }

    private static async Task<IReadOnlyList<string>> UnsureAsync(HttpClient client, ConcurrentDictionary<string, string> acknowledged)
    {
        var keys = new List<string>();
        for (var path = "/menu/items?limit=200"; path is not null;)
        {
            using var page = await client.GetAsync(path);
            keys.AddRange((await page.Content.ReadFromJsonAsync<JsonArray>())!.Select(item => (string)item!["description"]!));
            path = page.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        return [.. keys.Except(acknowledged.Keys)];
    }

    private static async Task<string> AddAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/menu/items")
        {
            Content = new StringContent($$"""{"description":"{{key}}","price":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        Assert.Equal(201, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<(ProgramUnderTest Program, Uri Address)> ServeAsync()
    {
        var (program, address) = await ProgramUnderTest.ServeAsync(_directory.Path, "--Restaurant:DataDirectory=.");
        using var client = new HttpClient { BaseAddress = address };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await IsCaughtUpAsync(client, patience.Token))
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        return (program, address);
    }

    private static async Task<bool> IsCaughtUpAsync(HttpClient client, CancellationToken cancellation)
    {
        using var answer = await client.GetAsync("/health/ready", cancellation);
        return answer.IsSuccessStatusCode
            && (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation))!["groups"]!.AsArray().All(group => (long)group!["lag"]! == 0);
    }
}
