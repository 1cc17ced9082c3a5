using System.Collections.Immutable;
using Restaurant.Projections.Customers;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections;

/// <summary>The one list of groups. A new projection is added to one of them and is then built and kept up to date.</summary>
public static class ProjectionCatalog
{
    /// <summary>What the queries read.</summary>
    public static readonly ProjectionGroup ReadModel =
        new("read-model", [new OrdersProjection(), new MenuProjection(), new CustomersProjection()]);

    public static readonly ImmutableArray<ProjectionGroup> All = [ReadModel];
}
