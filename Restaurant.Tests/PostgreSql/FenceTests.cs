using Dapper;
using Restaurant.Actors.Gateway;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>A node that does not know that it has a successor writes what the successor has written: the journal's unique key is the fence.</summary>
[Trait("Database", "PostgreSql")]
public sealed class FenceTests : IAsyncLifetime
{
    // So many batches the journal writes side by side; what comes meanwhile is in the next.
    private const int Writers = 2;
    private const string Activations = """restaurant.activation.duration{aggregate="menu-item"}""";

    private readonly TestDatabase _database = TestDatabase.Create();
    private WriteSideNode _node = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _database.Dispose();
    }

    // How many are read: beside the one that is to blame and the one that has no events, all that were in a batch with it, or nobody.
    [PostgreSqlTheory]
    [InlineData("Stock", 1 + 10, int.MaxValue)]
    [InlineData("Batched", 2, 2)]
    public async Task What_shares_a_batch_with_a_row_that_a_successor_has_written_goes_on_and_its_callers_do_not_notice(string journal, int leastRead, int mostRead)
    {
        _node = await WriteSideNode.StartAsync(_database, configured: ("Restaurant:Journal", journal));
        var items = await Task.WhenAll(Enumerable.Range(0, Writers + 20).Select(async number =>
            (await _node.DoneAsync(new AddMenuItem($"Item {number}", 10.00m, null))).Event.AggregateId));
        var taken = items[^1];
        using var measured = new Measurements(_node.Meter);
        await using var successor = await _node.Database.ConnectAsync(CancellationToken.None);
        await using var transaction = await successor.BeginTransactionAsync();
        // As a busy server: writes wait for it, and what comes after them is put together.
        await successor.ExecuteAsync("lock table journal in share row exclusive mode", transaction: transaction);
        var writer = new JournalWriter(_node.Database);
        writer.Next(taken, MenuItemAdded(taken).Item2);
        await writer.InsertAsync(successor, transaction, writer.Next(taken, MenuItemModified(taken, "Successor's").Item2));

        var sent = new List<Task<Outcome.Done>>();
        for (var waiting = 1; waiting <= Writers; waiting++)
        {
            sent.Add(ModifyAsync(items[waiting - 1]));
            await Eventually.HoldsAsync(() => WaitingWrites() == waiting);
        }

        sent.AddRange(items[Writers..].Select(ModifyAsync));
        // They are in the journal's queue when one that came after them has been all the way to the database and back.
        await _node.SendAsync(new RemoveMenuItem(), "nothing");
        await transaction.CommitAsync();
        var done = await Task.WhenAll(sent);

        Assert.InRange(measured.Of(Activations).Count(), leastRead, mostRead);
        Assert.All(done, one => Assert.False(one.Replayed));
        Assert.All(done[..^1], one => Assert.Equal(2, one.Event.Version));
        Assert.Equal(3, done[^1].Event.Version);
        Assert.Equal((2 * items.Length) + 1, _database.Scalar<long>("select count(*) from journal"));
    }

    private Task<Outcome.Done> ModifyAsync(string item) => _node.DoneAsync(new ModifyMenuItem("Mine", 12.00m, null), item);

    private long WaitingWrites() => _database.Scalar<long>("select count(*) from pg_locks where relation = 'journal'::regclass and not granted");
}
