/// A broker's reason codes in words an operator can act on.
enum ConnectReason {
  /// Brokers say this of a wrong password too, so that nobody can find out user names.
  private static let notAuthorised = "not authorised: wrong user name or password, or this client is not allowed"

  static func words(_ code: Int32, isVersion5: Bool) -> String {
    let known: String? =
      isVersion5
      ? [
        133: "the client id is not allowed", 134: "wrong user name or password", 135: notAuthorised,
        136: "the server is unavailable", 137: "the server is busy", 138: "this client is banned",
        139: "the server is shutting down", 140: "it wants another way of authentication",
        141: "it heard nothing from us for too long", 142: "another client with the same id took over",
        149: "a packet was too large", 151: "our quota is exceeded", 152: "an administrator ended it",
        156: "use another server", 157: "the server has moved", 159: "too many connections",
      ][code]
      : [
        1: "it does not speak this version of MQTT", 2: "the client id is not allowed",
        3: "the server is unavailable", 4: "wrong user name or password", 5: notAuthorised,
      ][code]
    return known ?? MosquittoLibrary.reason(code, isVersion5: isVersion5).lowercased()
  }
}
