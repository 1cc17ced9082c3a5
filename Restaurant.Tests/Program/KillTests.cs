using System.Collections.Concurrent;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Support.OrderingClient;

namespace Restaurant.Tests.Program;

/// <summary>The process is killed while clients write: whatever it acknowledged is there afterwards, once, in the journal and in the read tables.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 3;

    private readonly TestDatabase _database = TestDatabase.Create();
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly List<OrderingClient> _clients = [.. Enumerable.Range(0, 6).Select(number => new OrderingClient(number))];

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
            await Task.WhenAll(_clients.Select(async client => _acknowledged.Enqueue(await SendAsync(client, http))));
            await RepeatAllAsync(http);
            await AcknowledgedCommands.AreReadAsync(http, _acknowledged);
            Assert.Equal(0, await program.TerminateAsync());
        });

        await AcknowledgedCommands.AreStoredOnceAndReadAsync(_database, _acknowledged);
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
                    _acknowledged.Enqueue(await SendAsync(client, http));
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
            Assert.Equal(first with { Replayed = true }, await first.Command.TrySendAsync(http));
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

    private static async Task<Acknowledged> SendAsync(OrderingClient client, HttpClient http)
    {
        var acknowledged = await client.TrySendAsync(http);
        Assert.NotNull(acknowledged);
        return acknowledged;
    }
}
