using System.Reflection;
using System.Text.Json;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Tests.Domain;

/// <summary>
/// Commands and events are closed hierarchies: each case has a name, JSON metadata, and an arm in <c>Decide</c> or <c>Evolve</c>.
/// The compiler does not see to that, so these tests do.
/// </summary>
public class ClosedHierarchyTests
{
    public static TheoryData<string> Aggregates => [.. Catalog.All.Select(aggregate => aggregate.Name)];

    public static string StoredNameOf(Type happened) =>
        happened.GetCustomAttribute<StoredNameAttribute>()?.Manifest ?? throw new InvalidOperationException($"{happened} has no [StoredName].");

    [Fact]
    public void The_catalog_lists_the_three_aggregates() =>
        Assert.Equal(["menu-item", "customer", "order"], Catalog.All.Select(aggregate => aggregate.Name));

    [Fact]
    public void There_is_a_sample_of_every_command_and_every_event()
    {
        Assert.Equal(Catalog.All.SelectMany(aggregate => aggregate.Commands), Samples.Commands.Select(command => command.GetType()));
        Assert.Equal(Catalog.All.SelectMany(aggregate => aggregate.Events), Samples.Events.Select(happened => happened.GetType()));
    }

    [Fact]
    public void No_command_and_no_event_stands_outside_of_a_listed_hierarchy()
    {
        var concrete = typeof(Catalog).Assembly.GetTypes().Where(type => !type.IsAbstract).ToList();

        Assert.Equal(
            concrete.Where(type => type.IsSubclassOf(typeof(DomainCommand))).ToHashSet(),
            Catalog.All.SelectMany(aggregate => aggregate.Commands).ToHashSet());
        Assert.Equal(
            concrete.Where(type => type.IsSubclassOf(typeof(DomainEvent))).ToHashSet(),
            Catalog.All.SelectMany(aggregate => aggregate.Events).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void Nobody_can_add_a_case_from_outside(string name)
    {
        var aggregate = Catalog.Named(name);
        foreach (var hierarchy in new[] { aggregate.Commands[0].BaseType!, aggregate.Events[0].BaseType! })
        {
            Assert.True(hierarchy.IsAbstract);
            var constructor = Assert.Single(
                hierarchy.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
                constructor => constructor.GetParameters().Length == 0);
            Assert.True(constructor.IsPrivate);
        }
    }

    [Fact]
    public void Every_command_is_named_as_its_type() => Assert.All(
        Samples.Commands,
        command => Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(command.GetType().Name), DomainCommand.NameOf(command.GetType())));

    [Fact]
    public void Every_event_is_stored_under_the_name_of_its_type_and_a_version()
    {
        Assert.All(
            Samples.Events,
            happened => Assert.Matches($"^{JsonNamingPolicy.CamelCase.ConvertName(happened.GetType().Name)}:[1-9][0-9]*$", StoredNameOf(happened.GetType())));
        Assert.Distinct(Samples.Events.Select(happened => StoredNameOf(happened.GetType())));
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void Every_case_and_the_state_have_json_metadata(string name)
    {
        var aggregate = Catalog.Named(name);

        Assert.All([aggregate.State, .. aggregate.Commands, .. aggregate.Events], type => Assert.NotNull(aggregate.Json.GetTypeInfo(type)));
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void Every_command_is_decided_before_and_after_the_first_event(string name)
    {
        var aggregate = Catalog.Named(name);
        var none = new Scenario(aggregate, SampleOrder.Id);

        foreach (var command in aggregate.Commands.Select(Samples.Command))
        {
            // A missing arm throws.
            var before = none.When(command);
            Samples.Begun(aggregate).When(command);

            Assert.Equal(command is ICreation, before is Decision.Accept);
            if (before is Decision.Refuse refuse)
            {
                Assert.Equal(Refusals.NotFound, refuse.Refusal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void Every_event_evolves_the_state(string name)
    {
        var aggregate = Catalog.Named(name);
        var begun = Samples.Begun(aggregate).At(Scenario.Start.AddMinutes(1));

        // A missing arm throws.
        foreach (var happened in Samples.Events.Where(happened => aggregate.Events.Contains(happened.GetType())).Skip(1))
        {
            Assert.IsType(aggregate.State, begun.Given(happened).State);
        }
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void Before_the_first_event_there_is_no_state(string name) => Assert.Null(Catalog.Named(name).Fold([]));

    [Fact]
    public void A_command_finds_its_aggregate() => Assert.All(
        Samples.Commands, command => Assert.Contains(command.GetType(), Catalog.Of(command).Commands));
}
