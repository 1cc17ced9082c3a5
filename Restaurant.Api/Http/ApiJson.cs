using System.Text.Json;
using System.Text.Json.Serialization;
using Restaurant.Actors.Serialization;
using Restaurant.Api.Admin;
using Restaurant.Api.Commands;
using Restaurant.Api.Customers;
using Restaurant.Api.Feed;
using Restaurant.Api.Kitchen;
using Restaurant.Api.Menu;
using Restaurant.Api.Operations;
using Restaurant.Api.Orders;
using Restaurant.Api.Reports;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Http;

/// <summary>JSON metadata of the answers.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(MadeEvent))]
[JsonSerializable(typeof(MenuItemRepresentation))]
[JsonSerializable(typeof(IReadOnlyList<MenuItemRepresentation>))]
[JsonSerializable(typeof(CustomerRepresentation))]
[JsonSerializable(typeof(IReadOnlyList<CustomerRepresentation>))]
[JsonSerializable(typeof(IReadOnlyList<AddressRepresentation>))]
[JsonSerializable(typeof(OrderRepresentation))]
[JsonSerializable(typeof(IReadOnlyList<OrderRepresentation>))]
[JsonSerializable(typeof(IReadOnlyList<EventRepresentation>))]
[JsonSerializable(typeof(CloudEvent))]
[JsonSerializable(typeof(IReadOnlyList<CloudEvent>))]
[JsonSerializable(typeof(IReadOnlyList<BoardOrderRepresentation>))]
[JsonSerializable(typeof(IReadOnlyList<SalesRepresentation>))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(ReadinessReport))]
[JsonSerializable(typeof(ClusterRepresentation))]
[JsonSerializable(typeof(GroupRepresentation))]
[JsonSerializable(typeof(VerificationRepresentation))]
[JsonSerializable(typeof(VerificationProgress))]
[JsonSerializable(typeof(ProjectionRepresentation))]
[JsonSerializable(typeof(IReadOnlyList<ProjectionRepresentation>))]
[JsonSerializable(typeof(ParkedRepresentation))]
[JsonSerializable(typeof(IReadOnlyList<ParkedRepresentation>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The names, times and personal texts of answers are written as those of events are.</summary>
    public static new readonly JsonSerializerOptions Options = WithOurTypes();

    private static JsonSerializerOptions WithOurTypes()
    {
        // Not Default, which may not be there yet: it is a static member of the same class.
        var options = new JsonSerializerOptions(JsonForms.Plain) { TypeInfoResolver = new ApiJson() };
        options.MakeReadOnly();
        return options;
    }
}
