using System.Text.Json.Serialization;

namespace Restaurant.Actors.Customers;

/// <summary>JSON metadata of the context; the options that it is used with are those of the serializer.</summary>
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(CustomerCommand.SignUpCustomer))]
[JsonSerializable(typeof(CustomerCommand.AddAddress))]
[JsonSerializable(typeof(CustomerCommand.RemoveAddress))]
[JsonSerializable(typeof(CustomerCommand.VerifyCustomer))]
[JsonSerializable(typeof(CustomerCommand.EraseCustomer))]
[JsonSerializable(typeof(CustomerEvent.CustomerSignedUp))]
[JsonSerializable(typeof(CustomerEvent.AddressAdded))]
[JsonSerializable(typeof(CustomerEvent.AddressRemoved))]
[JsonSerializable(typeof(CustomerEvent.CustomerVerified))]
[JsonSerializable(typeof(CustomerEvent.CustomerErased))]
internal sealed partial class CustomersJson : JsonSerializerContext;
