using Restaurant.Projections.Customers;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;
using Restaurant.Projections.ReadModel;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class PagingTests : ViewTest
{
    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await Store().OpenAsync(CancellationToken.None);

        Assert.Null(await Orders.FindAsync("x", CancellationToken.None));
        Assert.Null(await Menu.FindAsync("x", CancellationToken.None));
        Assert.Null(await Customers.FindAsync("x", CancellationToken.None));
        Assert.Empty((await Orders.ListAsync(AllOrders, CancellationToken.None)).Items);
        Assert.Empty((await Menu.ListAsync(WholeMenu, CancellationToken.None)).Items);
        Assert.Empty((await Customers.ListAsync(10, null, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Whoever_pages_through_orders_or_customers_sees_each_row_that_was_there_once_whatever_comes_meanwhile()
    {
        await ApplyAsync(await Writer.AppendAsync([.. Enumerable.Range(0, 25).SelectMany(_ => new[] { Opened(Uuid()), SignedUp(Uuid()) })]));
        // Alike in the time of opening and signing up: the ids tell them apart.
        Execute("update orders set opened_at = (select max(opened_at) from orders) where id like '%0' or id like '%4' or id like '%8'; update customers set signed_up_at = (select min(signed_up_at) from customers) where id like '%0' or id like '%4' or id like '%8'");
        var orders = (await Orders.ListAsync(AllOrders, CancellationToken.None)).Items.Select(entry => entry.Order.Id).ToList();
        var customers = (await Customers.ListAsync(200, null, CancellationToken.None)).Items.Select(entry => entry.Customer.Id).ToList();

        var seenOrders = await PagesAsync<OrderEntry>(cursor => Orders.ListAsync(AllOrders with { Limit = 4, After = cursor }, CancellationToken.None));
        var seenCustomers = await PagesAsync<CustomerEntry>(cursor => Customers.ListAsync(4, cursor, CancellationToken.None));

        Assert.Equal(orders, seenOrders.Select(entry => entry.Order.Id).Where(orders.Contains));
        Assert.Equal(customers, seenCustomers.Select(entry => entry.Customer.Id).Where(customers.Contains));

        async Task<List<T>> PagesAsync<T>(Func<Cursor?, Task<Page<T>>> read)
        {
            var seen = new List<T>();
            Cursor? cursor = null;
            do
            {
                var page = await read(cursor);
                seen.AddRange(page.Items);
                Assert.True(page.Items.Count == 4 || page.Next is null);
                // What travels is text.
                Assert.True(page.Next is null || Cursor.TryRead(page.Next.ToString(), out cursor));
                cursor = page.Next is null ? null : cursor;
                if (seen.Count < 60)
                {
                    await ApplyAsync(await Writer.AppendAsync(Opened(Uuid()), SignedUp(Uuid())));
                }
            }
            while (cursor is not null);
            return seen;
        }
    }

    [Fact]
    public async Task An_erased_customer_is_in_no_list_but_is_found_and_comes_last_when_it_signs_up_anew()
    {
        await ApplyAsync(await Writer.AppendAsync(SignedUp("a"), SignedUp("b"), SignedUp("c"), AddressAdded("b", "home"), Erased("b")));

        Assert.Equal("a c", await ListedAsync());
        Assert.True((await Customers.FindAsync("b", CancellationToken.None))!.Customer.IsErased);
        Assert.Equal(0, Scalar<long>("select count(*) from customers_addresses"));
        Assert.Equal(0, Scalar<long>("select count(*) from customers where id = 'b' and (email is not null or signed_up_at is not null)"));

        await ApplyAsync(await Writer.AppendAsync(SignedUp("b")));
        Assert.Equal("a c b", await ListedAsync());

        async Task<string> ListedAsync() => string.Join(' ', (await PagesOfOneAsync()).Select(entry => entry.Customer.Id));

        async Task<List<CustomerEntry>> PagesOfOneAsync()
        {
            var seen = new List<CustomerEntry>();
            Cursor? cursor = null;
            do
            {
                var page = await Customers.ListAsync(1, cursor, CancellationToken.None);
                seen.AddRange(page.Items);
                cursor = page.Next;
            }
            while (cursor is not null);
            return seen;
        }
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_one()
    {
        await ApplyAsync(await Writer.AppendAsync(SignedUp("a"), SignedUp("b")));

        Assert.Null((await Customers.ListAsync(2, null, CancellationToken.None)).Next);
        Assert.NotNull((await Customers.ListAsync(1, null, CancellationToken.None)).Next);
    }

    [Fact]
    public async Task A_cursor_of_another_list_or_another_order_is_refused()
    {
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("1"), MenuItemAdded("2"), SignedUp("a"), SignedUp("b")));
        var byDescription = (await Menu.ListAsync(WholeMenu with { Limit = 1 }, CancellationToken.None)).Next!;
        var ofCustomers = (await Customers.ListAsync(1, null, CancellationToken.None)).Next!;

        await Assert.ThrowsAsync<CursorMismatchException>(() => Menu.ListAsync(WholeMenu with { After = ofCustomers }, CancellationToken.None));
        await Assert.ThrowsAsync<CursorMismatchException>(() => Menu.ListAsync(WholeMenu with { Descending = true, After = byDescription }, CancellationToken.None));
        await Assert.ThrowsAsync<CursorMismatchException>(() => Menu.ListAsync(WholeMenu with { Sort = MenuSort.Price, After = new Cursor("price", "cheap", "1") }, CancellationToken.None));
        await Assert.ThrowsAsync<CursorMismatchException>(() => Customers.ListAsync(1, byDescription, CancellationToken.None));
        await Assert.ThrowsAsync<CursorMismatchException>(() => Orders.ListAsync(AllOrders with { After = ofCustomers }, CancellationToken.None));
    }
}
