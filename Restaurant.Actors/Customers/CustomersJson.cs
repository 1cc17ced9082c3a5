using System.Text.Json.Serialization;

namespace Restaurant.Actors.Customers;

/// <summary>JSON metadata of the context; the options that it is used with are those of the serializer.</summary>
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(CustomerCommand.SignUpCustomer))]
[JsonSerializable(typeof(CustomerEvent.CustomerSignedUp))]
internal sealed partial class CustomersJson : JsonSerializerContext;
