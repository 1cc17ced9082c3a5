using System.Collections.Concurrent;
using System.Text;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Program;

/// <summary>A program that is told to stop finishes what it has begun.</summary>
public sealed class StopTests : IDisposable
{
    private const int Clients = 8;

    private readonly TestDatabase _database = TestDatabase.Create();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Under_load_each_request_is_accepted_or_refused_with_503_or_not_taken_at_all()
    {
        var (program, address) = await ProgramUnderTest.ServeAsync(_database.Folder, _database.Arguments);
        using (program)
        {
            using var client = new HttpClient { BaseAddress = address };
            var statuses = new ConcurrentBag<int>();
            using var busy = new SemaphoreSlim(0);
            var clients = Enumerable.Range(0, Clients).Select(async _ =>
            {
                try
                {
                    while (true)
                    {
                        using var body = new StringContent("""{"description":"x","price":1}""", Encoding.UTF8, "application/json");
                        using var answer = await client.PostAsync("/menu/items", body);
                        statuses.Add((int)answer.StatusCode);
                        busy.Release();
                    }
                }
                catch (HttpRequestException)
                {
                    // Not taken: the server listens no more.
                }
            }).ToList();
            for (var answers = 0; answers < 10 * Clients; answers++)
            {
                await busy.WaitAsync();
            }

            Assert.Equal(0, await program.TerminateAsync());

            await Task.WhenAll(clients);
            Assert.All(statuses, status => Assert.True(status is 201 or 503, $"{status}"));
            // One a client may be stored and cut off from its answer; none that was answered is missing.
            var acknowledged = statuses.Count(status => status == 201);
            Assert.InRange(_database.Scalar<int>("select count(*) from journal"), acknowledged, acknowledged + Clients);
            Assert.DoesNotContain("fail:", program.Output, StringComparison.Ordinal);
        }
    }
}
