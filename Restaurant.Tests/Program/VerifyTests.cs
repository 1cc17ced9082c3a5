using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Program;

/// <summary>The verb <c>verify</c>: the read tables are compared with the journal while no node runs.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TestDatabase _database = TestDatabase.Create();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task It_ends_with_0_when_there_are_no_differences_and_with_2_when_there_are()
    {
        await OrderAsync();

        var (right, found) = await VerifyAsync();
        Assert.Equal(0, right);
        Assert.Matches(@"^read-model: 5 events, \d+ rows, 0 differences, 0 events wait \(\d+[.,]\d s\)\nfeed: \d events, \d rows, 0 differences, .*$", found);

        _database.Execute("update orders set total = total + 1");
        var (wrong, named) = await VerifyAsync();
        Assert.Equal(2, wrong);
        Assert.Matches(@"1 differences, 0 events wait \(.*\)\n  orders [0-9a-f-]{36} differs in total \(order-[0-9a-f-]{36}@3\)\nfeed: ", named);
    }

    [Fact]
    public async Task Where_there_is_no_database_or_none_of_this_program_it_makes_none_and_says_so()
    {
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, ["verify", .. _database.Arguments]);

        Assert.Equal(1, exitCode);
        Assert.Single(errors.Split('\n'));
        Assert.Contains(TestDatabase.IsPostgreSql ? "Start it once" : "There is no database in the data directory", errors, StringComparison.Ordinal);
    }

    private async Task OrderAsync()
    {
        var (program, address) = await ProgramUnderTest.ServeAsync(_database.Folder, _database.Arguments);
        using (program)
        {
            using var http = new HttpClient { BaseAddress = address };
            var (client, last) = (new OrderingClient(number: 1), default(OrderingClient.Acknowledged));
            for (var command = 0; command < 5; command++)
            {
                await Eventually.HoldsAsync(async () => (last = await client.TrySendAsync(http)) is not null);
            }

            using var read = new HttpRequestMessage(HttpMethod.Get, "/orders");
            read.Headers.Add("Consistency-Token", last!.Token);
            read.Headers.Add("Prefer", "wait=10");
            using var answer = await http.SendAsync(read);
            Assert.True(answer.IsSuccessStatusCode);
            Assert.Equal(0, await program.TerminateAsync());
        }
    }

    private async Task<(int ExitCode, string Output)> VerifyAsync()
    {
        using var program = ProgramUnderTest.Start(_database.Folder, ["verify", .. _database.Arguments]);
        var exitCode = await program.ExitAsync();
        return (exitCode, program.Output.Trim());
    }
}
