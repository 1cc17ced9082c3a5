using Restaurant.Actors.Customers;
using Restaurant.Actors.Orders;

namespace Restaurant.Api.Customers;

/// <summary>An address as callers see it: of a customer, or as an order took it.</summary>
internal sealed record AddressRepresentation(string Id, string NickName, string? Location)
{
    public static AddressRepresentation Of(CustomerAddress address) => new(address.Id, address.NickName, address.Location.Text);

    public static AddressRepresentation Of(DeliveryAddress address) => new(address.Id, address.NickName, address.Location.Text);
}
