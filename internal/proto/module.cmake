anc_protobuf(anc_proto internal/proto/rpc.proto internal/proto/bridge.proto internal/proto/container.proto)
