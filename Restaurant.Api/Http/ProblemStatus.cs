using System.Collections.Frozen;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Restaurant.Api.Http;

/// <summary>
/// The HTTP status of each code: the contract's table "Error codes". Where a code means something that a body names, such as
/// <c>ADDRESS_NOT_FOUND</c>, a refusal that says that the address names it is 404 all the same; nothing else decides a status.
/// </summary>
internal static class ProblemStatus
{
    public static readonly FrozenDictionary<string, int> Table = new Dictionary<string, int>
    {
        ["DESCRIPTION_REQUIRED"] = Status400BadRequest,
        ["PRICE_INVALID"] = Status400BadRequest,
        ["EMAIL_INVALID"] = Status400BadRequest,
        ["QUANTITY_INVALID"] = Status400BadRequest,
        ["ADDRESS_INCOMPLETE"] = Status400BadRequest,
        ["REASON_REQUIRED"] = Status400BadRequest,
        ["PROMISED_TIME_INVALID"] = Status400BadRequest,
        ["TEXT_TOO_LONG"] = Status400BadRequest,
        ["TEXT_INVALID"] = Status400BadRequest,
        ["UNKNOWN_COMMAND"] = Status400BadRequest,
        ["MALFORMED_REQUEST"] = Status400BadRequest,
        ["PARAMETER_INVALID"] = Status400BadRequest,
        ["UNAUTHENTICATED"] = Status401Unauthorized,
        ["FORBIDDEN"] = Status403Forbidden,
        ["NOT_FOUND"] = Status404NotFound,
        ["ORDER_ITEM_NOT_FOUND"] = Status404NotFound,
        ["METHOD_NOT_ALLOWED"] = Status405MethodNotAllowed,
        ["BODY_TOO_LARGE"] = Status413PayloadTooLarge,
        ["UNSUPPORTED_MEDIA_TYPE"] = Status415UnsupportedMediaType,
        ["EMAIL_TAKEN"] = Status409Conflict,
        ["NICKNAME_TAKEN"] = Status409Conflict,
        ["MENU_ITEM_INACTIVE"] = Status409Conflict,
        ["ORDER_NOT_OPEN"] = Status409Conflict,
        ["ORDER_EMPTY"] = Status409Conflict,
        ["ORDER_TOO_LARGE"] = Status409Conflict,
        ["ADDRESS_LIMIT"] = Status409Conflict,
        ["CANCEL_TOO_LATE"] = Status409Conflict,
        ["NOT_A_DELIVERY"] = Status409Conflict,
        ["MUST_BE_DISPATCHED"] = Status409Conflict,
        ["INVALID_TRANSITION"] = Status409Conflict,
        ["PRICE_CHANGED"] = Status409Conflict,
        ["VERSION_CONFLICT"] = Status412PreconditionFailed,
        ["CUSTOMER_NOT_FOUND"] = Status422UnprocessableEntity,
        ["MENU_ITEM_NOT_FOUND"] = Status422UnprocessableEntity,
        ["ADDRESS_NOT_FOUND"] = Status422UnprocessableEntity,
        ["MENU_ITEM_UNAVAILABLE"] = Status422UnprocessableEntity,
        ["IDEMPOTENCY_KEY_REUSED"] = Status422UnprocessableEntity,
        ["OVERLOADED"] = Status429TooManyRequests,
        ["READ_MODEL_BEHIND"] = Status503ServiceUnavailable,
        ["UNAVAILABLE"] = Status503ServiceUnavailable,
        ["INTERNAL_ERROR"] = Status500InternalServerError,
    }.ToFrozenDictionary();

    public static int Of(string code) => Table[code];
}
