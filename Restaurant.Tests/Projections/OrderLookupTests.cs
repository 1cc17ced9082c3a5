using System.Data.Common;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Orders;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>Orders that are asked for together are read together, and each caller gets its own.</summary>
public sealed class OrderLookupTests : ViewTest
{
    private const string Nobody = "nobody";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Many_that_ask_at_once_get_what_they_asked_for()
    {
        var ids = await OrdersAsync(50);
        using var lookup = new OrderLookup(Database);
        string[] asked = [.. Enumerable.Range(0, 500).Select(number => number % 10 == 0 ? Nobody : ids[number % 50])];

        var found = await Task.WhenAll(asked.Select(id => lookup.FindAsync(id, CancellationToken.None)));

        Assert.Equal(asked.Select(id => id == Nobody ? null : id), found.Select(entry => entry?.Order.Id));
        Assert.All(found.OfType<OrderEntry>(), entry => Assert.Equal(
            Enumerable.Range(0, Array.IndexOf(ids, entry.Order.Id) % 4).Select(line => $"{entry.Order.Id}-{line}"), entry.Order.Lines.Select(line => line.OrderItemId)));
    }

    [Fact]
    public async Task Who_asks_while_others_wait_for_the_database_is_read_together_with_all_who_do()
    {
        var ids = await OrdersAsync(50);
        using var database = new HeldDatabase(Database);
        using var lookup = new OrderLookup(database);
        var first = ids[..2].Select(id => lookup.FindAsync(id, CancellationToken.None)).ToList();
        await Eventually.HoldsAsync(() => database.Looks >= 1);
        var others = ids[2..].Select(id => lookup.FindAsync(id, CancellationToken.None)).ToList();

        database.LetGo();

        var found = await Task.WhenAll([.. first, .. others]);
        Assert.Equal(ids, found.Select(entry => entry!.Order.Id));
        // Up to eight that wait, and those that came behind them.
        Assert.InRange(database.Looks, 2, 9);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_a_statement_may_take_nor_when_the_caller_has_gone_away()
    {
        var ids = await OrdersAsync(1);
        using var database = new HeldDatabase(Database);
        using var lookup = new OrderLookup(database, patience: TimeSpan.FromMilliseconds(50));
        using var gone = new CancellationTokenSource();
        using var patient = new OrderLookup(database);
        var left = patient.FindAsync(ids[0], gone.Token);

        await Assert.ThrowsAsync<OverloadedException>(() => lookup.FindAsync(ids[0], CancellationToken.None));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        database.LetGo();
        Assert.NotNull(await patient.FindAsync(ids[0], CancellationToken.None).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_statement_that_fails_fails_those_who_asked_and_nobody_after_them()
    {
        var ids = await OrdersAsync(20);
        using var lookup = new OrderLookup(Database);
        Execute("alter table orders_lines rename to hidden");

        var failures = await Task.WhenAll(ids.Select(id => Assert.ThrowsAnyAsync<DbException>(() => lookup.FindAsync(id, CancellationToken.None))));
        Execute("alter table hidden rename to orders_lines");

        Assert.All(failures, failure => Assert.Contains("orders_lines", failure.Message, StringComparison.Ordinal));
        Assert.Equal(ids[7], (await lookup.FindAsync(ids[7], CancellationToken.None))?.Order.Id);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_fails_who_has_asked_for_it_and_nobody_else()
    {
        var ids = await OrdersAsync(20);
        using var lookup = new OrderLookup(Database);
        Execute($"update orders set status = 'fromTheFuture' where id = '{ids[7]}'");

        var found = ids.Select(id => lookup.FindAsync(id, CancellationToken.None)).ToList();

        await Assert.ThrowsAnyAsync<Exception>(() => found[7]);
        found.RemoveAt(7);
        Assert.All(await Task.WhenAll(found), Assert.NotNull);
    }

    [Fact]
    public async Task Who_has_left_is_not_read_for()
    {
        var ids = await OrdersAsync(20);
        using var database = new HeldDatabase(Database);
        using var lookup = new OrderLookup(database);
        using var gone = new CancellationTokenSource();
        // As many as are begun while others are held up.
        var held = new List<Task<OrderEntry?>>();
        while (held.Count < 8)
        {
            held.Add(lookup.FindAsync(ids[0], CancellationToken.None));
            await Eventually.HoldsAsync(() => database.Looks == held.Count);
        }

        var left = ids[1..].Select(id => lookup.FindAsync(id, gone.Token)).ToList();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(left));
        database.LetGo();

        await Task.WhenAll(held);
        Assert.NotNull(await lookup.FindAsync(ids[0], CancellationToken.None));
        Assert.Equal(8 + 1, database.Looks);
    }

    /// <summary>As many, of no line to three.</summary>
    private async Task<string[]> OrdersAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Uuid()).ToArray();
        await ApplyAsync(await Writer.AppendAsync([
            .. ids.Select(id => Opened(id)), .. ids.SelectMany((id, place) => Enumerable.Range(0, place % 4).Select(line => Added(id, $"{id}-{line}", "a")))]));
        return ids;
    }
}
