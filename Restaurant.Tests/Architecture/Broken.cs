using System.Diagnostics.Metrics;
using Akka.Actor;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Architecture.Broken;

/// <summary>Breaks every rule of <see cref="Arrows"/>, to see that they notice.</summary>
internal static class Broken
{
    public static IActorRef? Actor(CommandGateway gateway) => gateway.GetHashCode() > 0 ? ActorRefs.Nobody : null;

    public static Meter Measuring() => new("broken");

    public static string Host(RestaurantSettings settings) => $"{settings} {typeof(Api.RestaurantHost)}";

    public static Decision Decide(DomainCommand command, Circumstances at) => Catalog.Of(command).Decide(null, command, at);

    public static Decision DecideOnAMenuItem(MenuCommand command, Circumstances at) => MenuDecider.Decide(null, command, at);

    public static Decision DecideOnAnOrder(OrderCommand command, Circumstances at) => OrderLifecycle.Decide(null, command, at);

    public static object Allowed(Order order) => (OrderLifecycle.Table, OrderLifecycle.Actions(order, 1), Catalog.Named("order").Fold([]));
}
