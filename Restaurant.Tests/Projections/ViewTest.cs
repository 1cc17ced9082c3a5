using Restaurant.Projections.Customers;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;

namespace Restaurant.Tests.Projections;

/// <summary>A database of the test's own, and the views on it.</summary>
public abstract class ViewTest : ReadModelTest
{
    protected static readonly OrderQuery AllOrders = new([], CustomerId: null, Number: null, From: null, To: null, Limit: 200, After: null);

    protected static readonly MenuQuery WholeMenu = new(
        Text: null, Category: null, Available: null, MenuSort.Description, Descending: false, IncludeRemoved: false, Limit: 200, After: null);

    protected OrdersView Orders => new(Database);

    protected MenuView Menu => new(Database);

    protected CustomersView Customers => new(Database);

    protected static string Uuid() => Guid.CreateVersion7().ToString();

    /// <summary>The ids of the items that the menu lists, in its order.</summary>
    protected async Task<string> ListedAsync(MenuQuery query) =>
        string.Join(' ', (await Menu.ListAsync(query, CancellationToken.None)).Items.Select(entry => entry.Item.Id));
}
