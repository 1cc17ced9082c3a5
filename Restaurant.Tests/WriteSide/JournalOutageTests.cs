using System.Data.Common;
using System.Diagnostics;
using Restaurant.Actors.Gateway;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;

namespace Restaurant.Tests.WriteSide;

/// <summary>Somebody else holds the database's one write lock, as a slow backup or a tool does.</summary>
[Trait("Database", "Sqlite")]
public sealed class JournalOutageTests : IAsyncLifetime
{
    private static readonly AddMenuItem Peperoni = new("Peperoni", 10.00m, null);

    private readonly TestDatabase _database = TestDatabase.Create();
    private WriteSideNode _node = null!;

    public async Task InitializeAsync() => _node = await WriteSideNode.StartAsync(_database, configured: ("Restaurant:CommandTimeout", "00:00:01"));

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task A_lock_that_outlasts_the_timeout_ends_in_unavailable_and_a_repeat_goes_through_once()
    {
        await RepeatUntilDoneAsync("warm-up");
        await using (await LockAsync())
        {
            Assert.IsType<Outcome.Unavailable>(await _node.SendAsync(Peperoni, key: "k"));
        }

        await RepeatUntilDoneAsync("k");

        Assert.Equal(2, await _node.Journal.HeadAsync(CancellationToken.None));
    }

    /// <summary>As the answer asks of a caller: the same key again while it is unavailable.</summary>
    private async Task RepeatUntilDoneAsync(string key)
    {
        var began = Stopwatch.GetTimestamp();
        Outcome outcome;
        do
        {
            outcome = await _node.SendAsync(Peperoni, key: key);
        }
        while (outcome is Outcome.Unavailable && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30));

        Assert.IsType<Outcome.Done>(outcome);
    }

    private async Task<DbTransaction> LockAsync()
    {
        var connection = await _node.Database.ConnectAsync(CancellationToken.None);
        return await connection.BeginTransactionAsync();
    }
}
