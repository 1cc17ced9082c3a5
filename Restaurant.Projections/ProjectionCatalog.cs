using System.Collections.Immutable;
using Restaurant.Projections.Customers;
using Restaurant.Projections.Deadlines;
using Restaurant.Projections.Feed;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Sales;

namespace Restaurant.Projections;

/// <summary>The one list of groups. A new projection is added to one of them and is then built and kept up to date.</summary>
/// <param name="timeZone">Of business days.</param>
public sealed class ProjectionCatalog(TimeZoneInfo timeZone)
{
    /// <summary>What the queries read.</summary>
    public ProjectionGroup ReadModel { get; } =
        new("read-model", [new OrdersProjection(), new MenuProjection(), new CustomersProjection(), new SalesProjection(timeZone), new DeadlinesProjection()]);

    /// <summary>What everyone outside reads events by. On its own, so that neither holds the other one up.</summary>
    public ProjectionGroup Feed { get; } = new("feed", [new FeedProjection()]) { IsPermanent = true };

    public ImmutableArray<ProjectionGroup> All => [ReadModel, Feed];

    /// <summary>Of business days.</summary>
    public TimeZoneInfo TimeZone { get; } = timeZone;
}
