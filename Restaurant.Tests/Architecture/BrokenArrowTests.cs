namespace Restaurant.Tests.Architecture;

/// <summary>A rule that cannot fail guards nothing: each of them finds what is broken on purpose.</summary>
public class BrokenArrowTests
{
    private static readonly Part Broken = Part.In("Restaurant.Tests.Architecture.Broken");

    [Fact]
    public void The_kernel_would_not_use_akka() => AssertFinds("Akka.Actor.IActorRef", Arrows.TheRuntimeAlone(Broken));

    [Fact]
    public void A_context_would_not_use_akka_another_context_or_the_catalog()
    {
        var found = Arrows.TheKernelAlone(Broken);

        AssertFinds("Akka.Actor.IActorRef", found);
        AssertFinds("Restaurant.Actors.Menu.MenuCommand", found);
        AssertFinds("Restaurant.Actors.Catalog::Of", found);
        AssertFindsNot(Arrows.Aggregates, found);
        AssertFindsNot("System", found);
    }

    [Fact]
    public void The_catalog_would_not_use_akka_or_the_gateway()
    {
        var found = Arrows.TheKernelAndTheContexts(Broken);

        AssertFinds("Akka.Actor.IActorRef", found);
        AssertFinds("Restaurant.Actors.Gateway.CommandGateway", found);
        AssertFindsNot(Arrows.Menu, found);
    }

    [Fact]
    public void Neither_the_kernel_nor_a_context_would_measure() => AssertFinds("System.Diagnostics.Metrics.Meter", Arrows.NoMeasuring(Broken));

    [Fact]
    public void Serialization_and_persistence_would_not_use_a_context_the_gateway_or_hosting()
    {
        foreach (var found in new[] { Arrows.OfOursTheKernelAndTheCatalog(Broken), Arrows.OfOursTheKernelTheCatalogTheStoredFormAndTheMeter(Broken) })
        {
            AssertFinds("Restaurant.Actors.Orders.Order", found);
            AssertFinds("Restaurant.Actors.Gateway.CommandGateway", found);
            AssertFinds("Restaurant.Actors.Hosting.RestaurantSettings", found);
            AssertFindsNot("Akka", found);
            AssertFindsNot(Arrows.Catalog, found);
        }
    }

    [Fact]
    public void Nobody_but_a_host_would_use_hosting() =>
        AssertFinds("Restaurant.Actors.Hosting.RestaurantSettings", Arrows.NoHosting(Broken));

    [Fact]
    public void Neither_side_would_use_the_api()
    {
        AssertFinds("Restaurant.Api.RestaurantHost", Arrows.NoReadSideAndNoApi(Broken));
        AssertFinds("Restaurant.Api.RestaurantHost", Arrows.NoApi(Broken));
    }

    [Fact]
    public void Nobody_who_reads_would_give_commands() => AssertFinds("Restaurant.Actors.Gateway.CommandGateway", Arrows.NoGateway(Broken));

    [Fact]
    public void Nobody_who_reads_would_decide()
    {
        var found = Arrows.NoDeciding(Broken);

        AssertFinds("Restaurant.Actors.Aggregates.Decision", found);
        AssertFinds("Restaurant.Actors.Aggregates.AggregateDefinition::Decide", found);
        AssertFinds("Restaurant.Actors.Menu.MenuDecider::Decide", found);
        AssertFinds("Restaurant.Actors.Orders.OrderLifecycle::Decide", found);
        AssertFindsNot("Restaurant.Actors.Orders.OrderLifecycle::Actions", found);
        AssertFindsNot("Restaurant.Actors.Aggregates.AggregateDefinition::Fold", found);
        AssertFindsNot("Restaurant.Actors.Orders.OrderCommand", found);
    }

    [Fact]
    public void No_endpoint_would_see_an_actor() => AssertFinds("Akka.Actor.IActorRef", Arrows.NoActors(Broken));

    [Fact]
    public void A_rule_about_nobody_does_not_hold()
    {
        Assert.ThrowsAny<Exception>(() => Part.In("Restaurant.Nowhere"));
        Assert.ThrowsAny<Exception>(() => Part.In("Restaurant.Actors.Aggreg"));
        Assert.ThrowsAny<Exception>(() => Broken.Without("Restaurant.Tests.Architecture.Broken"));
    }

    [Fact]
    public void No_way_to_use_a_type_escapes()
    {
        var ways = Part.In("Restaurant.Tests.Architecture.Ways");

        var found = ways.UsesOf("Restaurant.Tests.Architecture.Forbidden").Select(use => use.Split(" -> ")[0]).ToHashSet();

        Assert.Empty(ways.Types.Except(found));
    }

    private static void AssertFinds(string used, IReadOnlyList<string> found) => Assert.Contains(used, found.Select(Used));

    private static void AssertFindsNot(string begin, IReadOnlyList<string> found) =>
        Assert.DoesNotContain(found.Select(Used), used => used.StartsWith(begin, StringComparison.Ordinal));

    private static string Used(string use) => use.Split(" -> ")[1];
}
