using System.Globalization;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load;

/// <summary>What there must be before anybody can order: a menu, and customers with addresses. All of it is new with each run, so that its numbers are of this run alone.</summary>
internal sealed record Premises(IReadOnlyList<MenuItem> Menu, IReadOnlyList<Customer> Customers)
{
    private const int LongestMenu = 20;
    private const int FewestCustomers = 5;
    private const int MostCustomers = 500;
    private const int OrdersOfOne = 10;
    private const int AtOnce = 8;

    private static readonly IReadOnlyList<string> Dishes =
        ["Margherita", "Peperoni", "Funghi", "Quattro stagioni", "Calzone", "Lasagne", "Spaghetti", "Tagliatelle", "Minestrone", "Insalata mista"];

    /// <param name="run">The run's name, in all keys and e-mails.</param>
    /// <param name="orders">How many orders there will be.</param>
    /// <exception cref="RequestFailedException">Something could not be made.</exception>
    public static async Task<Premises> OpenAsync(Client client, string run, int orders)
    {
        var menu = await MakeAsync(LongestMenu, number => AddAsync(client, run, number));
        return new Premises(menu, await MakeAsync(Math.Clamp(orders / OrdersOfOne, FewestCustomers, MostCustomers), number => SignUpAsync(client, run, number)));
    }

    private static async Task<MenuItem> AddAsync(Client client, string run, int number)
    {
        var (dish, price) = (Dishes[number % Dishes.Count], string.Create(CultureInfo.InvariantCulture, $"{5 + number * 0.85m:0.00}"));
        var added = await client.DoAsync(new Command(
            CommandKind.AddMenuItem, "/menu/items", $"{run}-item-{number}", new { description = $"{dish} {number + 1}", price, category = "Load" }));
        return new MenuItem(added.Id, added);
    }

    private static async Task<Customer> SignUpAsync(Client client, string run, int number)
    {
        var signedUp = await client.DoAsync(new Command(
            CommandKind.SignUpCustomer, "/customers", $"{run}-customer-{number}", new { email = $"load-{run}-{number}@example.org" }));
        var at = await client.DoAsync(new Command(
            CommandKind.AddAddress, $"/customers/{signedUp.Id}/addresses", $"{run}-address-{number}", new { nickName = "Home", location = $"{number + 1} Mill Lane" }));
        return new Customer(signedUp.Id, at.LastOf("addresses"), [signedUp, at]);
    }

    private static async Task<IReadOnlyList<T>> MakeAsync<T>(int count, Func<int, Task<T>> make)
    {
        var made = new T[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => made[number] = await make(number));
        return made;
    }
}
