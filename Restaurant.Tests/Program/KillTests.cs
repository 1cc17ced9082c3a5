using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Program;

/// <summary>The process is killed while clients write: whatever it acknowledged is there afterwards, once, in the journal and in the read tables.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 3;

    private readonly TestDatabase _database = TestDatabase.Create();
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly List<Client> _clients = [.. Enumerable.Range(0, 6).Select(number => new Client(number))];

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_it_and_nothing_is_doubled()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await ServeAsync(async (http, program) =>
            {
                await RepeatAllAsync(http);
                await WriteUntilKilledAsync(http, program);
            });
        }

        await ServeAsync(async (http, program) =>
        {
            // Commands whose answers the kill swallowed are sent again; what is stored is then all acknowledged.
            await Task.WhenAll(_clients.Select(async client => _acknowledged.Enqueue(await client.SendAsync(http))));
            await RepeatAllAsync(http);
            await ReadAllAsync(http);
            Assert.Equal(0, await program.TerminateAsync());
        });

        var commandId = $"persistence_id || ' ' || ({_database.Event} ->> 'commandId')";
        Assert.Equal(_acknowledged.Count, _database.Scalar<int>("select count(*) from journal"));
        Assert.Equal(_acknowledged.Count, _database.Scalar<int>($"select count(distinct {commandId}) from journal"));
        using var database = _database.Open();
        var verified = await new Verification(database).RunAsync(ProjectionCatalog.ReadModel, CancellationToken.None);
        Assert.Equal((_acknowledged.Count, 0, 0), (verified.Events, verified.Differing, verified.Waiting));
    }

    /// <summary>All clients write as fast as they can until the process is gone in the middle of it.</summary>
    private async Task WriteUntilKilledAsync(HttpClient http, ProgramUnderTest program)
    {
        // Another moment each time.
        var left = 50 + Random.Shared.Next(250);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = _clients.Select(async client =>
        {
            try
            {
                while (true)
                {
                    _acknowledged.Enqueue(await client.SendAsync(http));
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        enough.SetResult();
                    }
                }
            }
            catch (HttpRequestException)
            {
                // Whether this one is stored, nobody knows.
            }
        }).ToList();

        await Task.WhenAny(enough.Task, Task.WhenAll(writing));
        Assert.True(enough.Task.IsCompleted, program.Output);
        await program.KillAsync();
        await Task.WhenAll(writing);
    }

    /// <summary>Each repeat is answered as the first time, and says that it is one.</summary>
    private async Task RepeatAllAsync(HttpClient http)
    {
        foreach (var first in _acknowledged)
        {
            Assert.Equal(first with { Replayed = true }, await first.Command.SendAsync(http));
        }
    }

    /// <summary>What is read is what the last command on it has answered.</summary>
    private async Task ReadAllAsync(HttpClient http)
    {
        foreach (var order in _acknowledged.Where(each => each.Token.StartsWith("order-", StringComparison.Ordinal)).GroupBy(each => each.Token.Split('@')[0]))
        {
            var last = order.Last();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/orders/{JsonNode.Parse(last.Body)!["id"]}");
            request.Headers.Add("Consistency-Token", last.Token);
            using var answer = await http.SendAsync(request);
            Assert.Equal(last.Body, await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task ServeAsync(Func<HttpClient, ProgramUnderTest, Task> use)
    {
        var (program, address) = await ProgramUnderTest.ServeAsync(_database.Folder, _database.Arguments);
        using (program)
        {
            using var http = new HttpClient { BaseAddress = address };
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (!(await http.GetAsync("/health/ready", patience.Token)).IsSuccessStatusCode)
            {
                patience.Token.ThrowIfCancellationRequested();
            }

            await use(http, program);
        }
    }

    /// <summary>Adds an item to the menu, signs up, and then opens, fills and places one order after the other. It sends a command until it is acknowledged.</summary>
    private sealed class Client(int number)
    {
        private string _item = "";
        private string _customer = "";
        private string _order = "";
        private int _step;

        public async Task<Acknowledged> SendAsync(HttpClient http)
        {
            var acknowledged = await Next().SendAsync(http);
            var id = (string)JsonNode.Parse(acknowledged.Body)!["id"]!;
            (_item, _customer, _order) = _step switch
            {
                0 => (id, _customer, _order),
                1 => (_item, id, _order),
                _ => (_item, _customer, id),
            };
            _step++;
            return acknowledged;
        }

        private Command Next() => (_step, _step % 3) switch
        {
            (0, _) => Post("/menu/items", $$"""{"description":"Item {{number}}","price":1.25}"""),
            (1, _) => Post("/customers", $$"""{"email":"client-{{number}}@example.org"}"""),
            (_, 2) => Post("/orders", $$"""{"customerId":"{{_customer}}"}"""),
            (_, 0) => Post($"/orders/{_order}/items", $$"""{"menuItemId":"{{_item}}","quantity":3}"""),
            _ => Post($"/orders/{_order}/place", "{}"),
        };

        private Command Post(string path, string body) => new(path, body, Key: $"{number}-{_step}");
    }

    private sealed record Command(string Path, string Body, string Key)
    {
        public async Task<Acknowledged> SendAsync(HttpClient http)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", Key);
            using var answer = await http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, body);
            return new Acknowledged(
                this, (int)answer.StatusCode, answer.Headers.GetValues("Consistency-Token").Single(), body, answer.Headers.Contains("Idempotency-Replayed"));
        }
    }

    private sealed record Acknowledged(Command Command, int Status, string Token, string Body, bool Replayed);
}
