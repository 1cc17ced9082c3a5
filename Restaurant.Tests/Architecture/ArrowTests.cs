using Akka.Persistence;
using Restaurant.Actors;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Architecture;

/// <summary>Who uses whom. No project border guards most of these arrows, so each has a test.</summary>
public class ArrowTests
{
    [Fact]
    public void The_kernel_uses_the_runtime_alone() => Assert.Empty(Arrows.TheRuntimeAlone(Part.In(Arrows.Aggregates)));

    [Theory]
    [InlineData(Arrows.Menu)]
    [InlineData(Arrows.Customers)]
    [InlineData(Arrows.Orders)]
    public void A_context_uses_the_kernel_alone_and_no_other_context(string context) => Assert.Empty(Arrows.TheKernelAlone(Part.In(context)));

    [Theory]
    [InlineData(Arrows.Aggregates)]
    [InlineData(Arrows.Menu)]
    [InlineData(Arrows.Customers)]
    [InlineData(Arrows.Orders)]
    public void The_domain_measures_nothing(string part) => Assert.Empty(Arrows.NoMeasuring(Part.In(part)));

    [Fact]
    public void The_meter_knows_nobody() => Assert.Empty(Arrows.TheRuntimeAlone(Part.In(Arrows.Telemetry)));

    [Fact]
    public void The_catalog_knows_the_contexts_and_nothing_else()
    {
        var root = Part.At(Arrows.WriteSide);

        Assert.Equal([Arrows.Catalog], root.Types);
        Assert.Empty(Arrows.TheKernelAndTheContexts(root));
    }

    [Fact]
    public void Serialization_knows_the_kernel_and_the_catalog_but_no_context() =>
        Assert.Empty(Arrows.OfOursTheKernelAndTheCatalog(Part.In(Arrows.Serialization)));

    [Fact]
    public void Persistence_knows_the_kernel_the_catalog_the_stored_form_and_the_meter_but_no_context() =>
        Assert.Empty(Arrows.OfOursTheKernelTheCatalogTheStoredFormAndTheMeter(Part.In(Arrows.Persistence)));

    [Fact]
    public void The_gateway_does_not_know_who_hosts_it() => Assert.Empty(Arrows.NoHosting(Part.In(Arrows.Gateway)));

    [Fact]
    public void The_write_side_knows_neither_the_read_side_nor_the_api() =>
        Assert.Empty(Arrows.NoReadSideAndNoApi(Part.In(Arrows.WriteSide)));

    [Fact]
    public void The_read_side_does_not_know_the_api() => Assert.Empty(Arrows.NoApi(Part.In(Arrows.ReadSide)));

    [Fact]
    public void Only_hosts_of_the_write_side_know_its_hosting() =>
        Assert.Empty(Arrows.NoHosting(Part.In(Arrows.WriteSide).Without(Arrows.WriteSideHosting)));

    [Fact]
    public void Only_hosts_of_the_read_side_know_hosting() =>
        Assert.Empty(Arrows.NoHosting(Part.In(Arrows.ReadSide).Without(Arrows.ReadSideHosting)));

    [Fact]
    public void Only_the_host_of_the_api_and_its_operations_know_hosting() =>
        Assert.Empty(Arrows.NoHosting(Endpoints().Without("Restaurant.Api.Operations")));

    [Fact]
    public void Of_the_read_side_only_deadlines_give_commands() =>
        Assert.Empty(Arrows.NoGateway(Part.In(Arrows.ReadSide).Without(Arrows.Deadlines, Arrows.ReadSideHosting)));

    [Fact]
    public void The_read_side_never_decides() => Assert.Empty(Arrows.NoDeciding(Part.In(Arrows.ReadSide)));

    [Fact]
    public void The_api_never_decides() => Assert.Empty(Arrows.NoDeciding(Part.In(Arrows.Api)));

    [Fact]
    public void Endpoints_see_no_actors() => Assert.Empty(Arrows.NoActors(Endpoints()));

    [Fact]
    public void There_is_one_persistent_actor() => Assert.Equal(
        [typeof(AggregateActor)],
        typeof(Catalog).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Eventsourced))));

    // The root of the namespace wires the program together; what lies below it serves requests.
    private static Part Endpoints() => Part.In(Arrows.Api).Below();
}
