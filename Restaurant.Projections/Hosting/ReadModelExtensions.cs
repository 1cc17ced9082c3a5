using Microsoft.Extensions.DependencyInjection;
using Restaurant.Projections.Customers;
using Restaurant.Projections.Deadlines;
using Restaurant.Projections.Feed;
using Restaurant.Projections.Kitchen;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Sales;

namespace Restaurant.Projections.Hosting;

/// <summary>The read side as a host takes it in.</summary>
public static class ReadModelExtensions
{
    /// <summary>The views and what goes with them; the projections come by <see cref="ProjectionProcess.WithProjections"/>.</summary>
    public static IServiceCollection AddReadModel(this IServiceCollection services, ProjectionCatalog projections) => services
        .AddSingleton(projections)
        .AddSingleton<OrdersView>()
        .AddSingleton<MenuView>()
        .AddSingleton<CustomersView>()
        .AddSingleton<KitchenView>()
        .AddSingleton<SalesView>()
        .AddSingleton(new BusinessDays(projections.TimeZone))
        .AddSingleton<DeadlinesView>()
        .AddSingleton<DeadlineMetrics>()
        .AddSingleton<FeedView>()
        .AddSingleton<FeedTail>()
        .AddSingleton<ConsistencyWait>()
        .AddSingleton<ReadModelHealth>()
        .AddSingleton<ReadModelGauges>()
        .AddSingleton<ProjectionMetrics>()
        .AddSingleton<ProjectionsView>()
        .AddSingleton<ParkedView>()
        .AddSingleton<GroupControl>()
        .AddSingleton<Verification>();
}
