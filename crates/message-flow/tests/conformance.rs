//! Both protocols keep the contract of a message handler.

mod sync_protocol {
    message_flow::conformance_tests!(message_flow::SyncProtocol);
}

mod async_protocol {
    message_flow::conformance_tests!(message_flow::AsyncProtocol);
}
