using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Serialization;

namespace Restaurant.Tests.Serialization;

/// <summary>What <c>docs/events.md</c> says of the stored events is what the code writes and reads.</summary>
public class EventsDocTests
{
    private static readonly EventsDoc Doc = EventsDoc.Read();

    private static readonly JsonSerializerOptions AsStored = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Manifests => [.. EventFormat.Written];

    [Fact]
    public void Every_stored_event_has_a_section_and_every_section_an_event() =>
        Assert.Equal(EventFormat.Written.Order(), Doc.Manifests.Order());

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_section_of_an_event_lists_its_members_with_their_types(string manifest) =>
        Assert.Equal(MembersOf(EventNamed(manifest)), Doc.Section(manifest).Members);

    [Theory]
    [InlineData("Metadata", typeof(StoredEvent))]
    [InlineData("Caller", typeof(Caller))]
    [InlineData("Line", typeof(PlacedLine))]
    [InlineData("Address", typeof(DeliveryAddress))]
    public void The_section_of_a_shape_lists_its_members_with_their_types(string heading, Type shape) =>
        Assert.Equal(MembersOf(shape), Doc.Section(heading).Members);

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_example_of_an_event_is_read_and_written_again_to_the_letter(string manifest)
    {
        var row = JsonNode.Parse(Doc.Section("Metadata").Example)!.AsObject();
        row["data"] = JsonNode.Parse(Doc.Section(manifest).Example);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(row, AsStored);

        var stored = Assert.IsType<StoredEvent>(EventFormat.Read(manifest, bytes));

        Assert.Equal(manifest, EventFormat.Manifest(stored.Data));
        Assert.Equal(bytes, EventFormat.Write(stored));
    }

    [Fact]
    public void The_example_of_the_metadata_is_a_whole_row()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(Doc.Section("Metadata").Example), AsStored);

        var stored = Assert.IsType<StoredEvent>(EventFormat.Read("itemQuantityChanged:1", bytes));

        Assert.Equal(bytes, EventFormat.Write(stored));
    }

    private static Type EventNamed(string manifest) => Catalog.All
        .SelectMany(aggregate => aggregate.Events)
        .Single(type => type.GetCustomAttribute<StoredNameAttribute>()!.Manifest == manifest);

    private static IEnumerable<(string Name, string Type)> MembersOf(Type type) => type.GetConstructors()
        .MaxBy(constructor => constructor.GetParameters().Length)!
        .GetParameters()
        .Select(parameter => (JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!), TypeOf(parameter)));

    private static string TypeOf(ParameterInfo parameter)
    {
        var orNull = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable ? " or null" : "";
        return WordFor(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) + orNull;
    }

    private static string WordFor(Type type) =>
        type == typeof(string) || type == typeof(CommandHash) ? "text"
        : type == typeof(Guid) ? "UUID"
        : type == typeof(int) || type == typeof(long) ? "whole number"
        : type == typeof(decimal) ? "money"
        : type == typeof(bool) ? "true or false"
        : type == typeof(DateTimeOffset) ? "time"
        : type == typeof(Personal) ? "personal text"
        : type == typeof(PlacedLine) ? "line"
        : type == typeof(DeliveryAddress) ? "address"
        : type == typeof(Caller) ? "caller"
        : type == typeof(CallerKind) ? "caller kind"
        : type == typeof(OrderStatus) ? "order status"
        : type == typeof(Fulfilment) ? "fulfilment"
        : type == typeof(Handover) ? "handover"
        : type == typeof(DomainEvent) ? "event"
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? $"list of {WordFor(type.GenericTypeArguments[0])}"
        : throw new ArgumentException($"The page has no word for {type}.", nameof(type));
}
