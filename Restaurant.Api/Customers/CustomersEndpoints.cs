using Restaurant.Api.Commands;
using Restaurant.Api.Http;
using Restaurant.Projections.Customers;
using Restaurant.Projections.ReadModel;
using static Restaurant.Actors.Customers.CustomerCommand;

namespace Restaurant.Api.Customers;

internal static class CustomersEndpoints
{
    public const string Path = "/customers";

    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapReads(Path);
        reads.MapGet("", ListAsync).AnswersPage<CustomerRepresentation>("listCustomers", "Customers, in the order in which they signed up.", query => Wanted(query));
        reads.MapGet("{id}", FindAsync).AnswersResource<CustomerRepresentation>("getCustomer", "A customer.");
        reads.MapGet("{id}/addresses", AddressesAsync).AnswersResource<IReadOnlyList<AddressRepresentation>>("getCustomerAddresses", "A customer's addresses.");

        var customers = routes.MapGroup(Path);
        customers.MapCommand<SignUpCustomer>(HttpMethods.Post, "");
        customers.MapCommand<VerifyCustomer>(HttpMethods.Post, "{id}/verify");
        customers.MapCommand<AddAddress>(HttpMethods.Post, "{id}/addresses");
        customers.MapCommand<RemoveAddress>(HttpMethods.Delete, "{id}/addresses/{addressId}");
        customers.MapCommand<EraseCustomer>(HttpMethods.Delete, "{id}");
    }

    private static Task<IResult> ListAsync(HttpContext http, CustomersView customers)
    {
        var query = new Query(http.Request.Query);
        var (limit, after) = Wanted(query);
        return Page.AnswerAsync(http, query.Problem, () => customers.ListAsync(limit, after, http.RequestAborted), CustomerRepresentation.Of);
    }

    private static (int Limit, Cursor? After) Wanted(Query query) => (query.Limit(), query.Cursor());

    private static Task<IResult> FindAsync(string id, HttpContext http, CustomersView customers) =>
        Resource.AnswerAsync(http, id, customers.FindAsync, entry => entry.Version, CustomerRepresentation.Of);

    private static Task<IResult> AddressesAsync(string id, HttpContext http, CustomersView customers) =>
        Resource.AnswerAsync(http, id, customers.FindAsync, entry => entry.Version, entry => CustomerRepresentation.Of(entry).Addresses);
}
