using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Api.Commands;
using Restaurant.Api.Http;

namespace Restaurant.Tests.Http;

/// <summary>What the edge must know of everything that the contract names.</summary>
public sealed class ContractTests
{
    private static readonly CommandReaders Readers =
        new(new HouseRules(Currency.Known["USD"], TimeSpan.FromHours(1), TimeSpan.FromMinutes(15), TimeSpan.FromDays(1)));

    private static readonly string[] OfTheSystem = ["expireOrder", "timeOutAcceptance"];

    public static TheoryData<string> CommandsOfCallers => [.. AllCommands.Except(OfTheSystem)];

    private static IEnumerable<string> AllCommands => Catalog.All.SelectMany(aggregate => aggregate.Commands).Select(DomainCommand.NameOf);

    [Fact]
    public void What_only_the_system_gives_cannot_be_given_by_callers() =>
        Assert.Equal(OfTheSystem, AllCommands.Where(name => Readers.Named(name) is null));

    [Theory]
    [MemberData(nameof(CommandsOfCallers))]
    public void Every_other_command_has_a_reader_under_its_name(string name)
    {
        var reader = Readers.Named(name);

        Assert.NotNull(reader);
        Assert.Equal(name, DomainCommand.NameOf(reader.Command));
    }

    [Fact]
    public void Every_other_command_has_an_address_of_its_own_or_shares_one() => Assert.Equal(
        AllCommands.Except(OfTheSystem).Except(["makeMenuItemUnavailable", "makeMenuItemAvailable"]).Append("make available or not").Append("commands").Order(StringComparer.Ordinal),
        CommandRoutes.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(400, "DESCRIPTION_REQUIRED PRICE_INVALID EMAIL_INVALID QUANTITY_INVALID ADDRESS_INCOMPLETE REASON_REQUIRED PROMISED_TIME_INVALID TEXT_TOO_LONG TEXT_INVALID UNKNOWN_COMMAND MALFORMED_REQUEST PARAMETER_INVALID")]
    [InlineData(401, "UNAUTHENTICATED")]
    [InlineData(403, "FORBIDDEN")]
    [InlineData(404, "NOT_FOUND ORDER_ITEM_NOT_FOUND")]
    [InlineData(405, "METHOD_NOT_ALLOWED")]
    [InlineData(409, "EMAIL_TAKEN NICKNAME_TAKEN MENU_ITEM_INACTIVE ORDER_NOT_OPEN ORDER_EMPTY ORDER_TOO_LARGE ADDRESS_LIMIT CANCEL_TOO_LATE NOT_A_DELIVERY MUST_BE_DISPATCHED INVALID_TRANSITION PRICE_CHANGED")]
    [InlineData(412, "VERSION_CONFLICT")]
    [InlineData(413, "BODY_TOO_LARGE")]
    [InlineData(415, "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData(422, "CUSTOMER_NOT_FOUND MENU_ITEM_NOT_FOUND ADDRESS_NOT_FOUND MENU_ITEM_UNAVAILABLE IDEMPOTENCY_KEY_REUSED")]
    [InlineData(429, "OVERLOADED")]
    [InlineData(500, "INTERNAL_ERROR")]
    [InlineData(503, "READ_MODEL_BEHIND UNAVAILABLE")]
    public void A_status_has_the_codes_of_the_contract(int status, string codes) => Assert.Equal(
        codes.Split(' ').Order(StringComparer.Ordinal),
        ProblemStatus.Table.Where(entry => entry.Value == status).Select(entry => entry.Key).Order(StringComparer.Ordinal));
}
