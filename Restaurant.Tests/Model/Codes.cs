namespace Restaurant.Tests.Model;

/// <summary>What the contract says of its codes.</summary>
internal static class Codes
{
    private static readonly IReadOnlyDictionary<int, string> Statuses = new Dictionary<int, string>
    {
        [400] = """
            DESCRIPTION_REQUIRED PRICE_INVALID EMAIL_INVALID QUANTITY_INVALID ADDRESS_INCOMPLETE REASON_REQUIRED PROMISED_TIME_INVALID TEXT_TOO_LONG TEXT_INVALID
            UNKNOWN_COMMAND MALFORMED_REQUEST PARAMETER_INVALID
            """,
        [401] = "UNAUTHENTICATED",
        [403] = "FORBIDDEN",
        [404] = "NOT_FOUND ORDER_ITEM_NOT_FOUND",
        [405] = "METHOD_NOT_ALLOWED",
        [409] = """
            EMAIL_TAKEN NICKNAME_TAKEN MENU_ITEM_INACTIVE ORDER_NOT_OPEN ORDER_EMPTY ORDER_TOO_LARGE ADDRESS_LIMIT CANCEL_TOO_LATE NOT_A_DELIVERY MUST_BE_DISPATCHED
            INVALID_TRANSITION PRICE_CHANGED
            """,
        [412] = "VERSION_CONFLICT",
        [413] = "BODY_TOO_LARGE",
        [415] = "UNSUPPORTED_MEDIA_TYPE",
        [422] = "CUSTOMER_NOT_FOUND MENU_ITEM_NOT_FOUND ADDRESS_NOT_FOUND MENU_ITEM_UNAVAILABLE IDEMPOTENCY_KEY_REUSED",
        [429] = "OVERLOADED",
        [503] = "READ_MODEL_BEHIND UNAVAILABLE",
    };

    private static readonly IReadOnlyDictionary<string, int> StatusOf =
        Statuses.SelectMany(entry => entry.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), (entry, code) => (code, entry.Key)).ToDictionary();

    private static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["DESCRIPTION_REQUIRED"] = "Description must be present.",
        ["EMAIL_INVALID"] = "Email must be valid.",
        ["EMAIL_TAKEN"] = "Email already used.",
        ["NICKNAME_TAKEN"] = "Address nickname must be unique.",
        ["MENU_ITEM_INACTIVE"] = "Item is inactive.",
        ["ORDER_NOT_OPEN"] = "Order must be open.",
        ["CUSTOMER_NOT_FOUND"] = "Customer not found.",
        ["MENU_ITEM_NOT_FOUND"] = "Menu item not found.",
        ["ADDRESS_NOT_FOUND"] = "Address not found.",
    };

    public static bool IsKnown(string code, int status) => Status(code) == status || (code == "ADDRESS_NOT_FOUND" && status == 404);

    /// <summary>0 when it is no code of the contract.</summary>
    public static int Status(string code) => StatusOf.GetValueOrDefault(code);

    /// <summary>What a code says, where the contract has the words.</summary>
    public static string? Text(string code) => Texts.GetValueOrDefault(code);
}
